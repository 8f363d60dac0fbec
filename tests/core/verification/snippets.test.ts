import { beforeAll, describe, expect, test } from 'vitest';
import { verificationSnippets } from '@/components/snippets';
import { createKey } from '@/lib/core/keys/create';
import { types } from '@/lib/core/keys/key';
import { verify } from '@/lib/core/verification/verify';
import { presented } from '@/lib/transport/credential';
import { freshDatabase } from '@/tests/support/database';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

describe.each(types)('the lines that a new %s comes with', (type) => {
  test('send it so that it is good', async () => {
    const { revealed } = await createKey(as(acme.member), { organization: acme.id, name: 'New', type });
    const [curl] = verificationSnippets('http://localhost:3000', revealed.plaintext);
    const [, name, value] = /-H '([^:]+): ([^']+)'/.exec(curl!.code)!;
    expect(await verify(presented([name!, value!]), { scopes: [], address: null, userAgent: null })).toMatchObject({ code: 'valid' });
  });
});

test('the lines of every language send the same header', () => {
  for (const { language, code } of verificationSnippets('http://localhost:3000', 'lkb_x')) {
    expect(code, language).toMatch(/Authorization.*Bearer /);
    expect(code, language).not.toContain('x-api-key');
  }
});
