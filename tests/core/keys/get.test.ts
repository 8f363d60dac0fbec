import { beforeAll, expect, test } from 'vitest';
import { getKey } from '@/lib/core/keys/get';
import { flushUses } from '@/lib/core/usage/buffer';
import { freshDatabase } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { aMember, anOrganization, as, removed, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

test('a key says who made it, with the role of now, and when it was last used', async () => {
  const maker = await aMember(acme.id);
  const { key, revealed } = await aKeyOf(maker, acme);
  const seen = () => getKey(as(acme.owner), { organization: acme.slug, key: key.id });
  expect(await seen()).toMatchObject({ createdBy: { id: maker.userId, email: maker.email, role: 'member' }, lastUsed: null });
  await verdictOf(revealed.plaintext, [], '192.0.2.7');
  await flushUses();
  expect((await seen()).lastUsed).toEqual({ at: expect.any(Date), address: '192.0.2.7', userAgent: null });
  await removed(acme.id, maker);
  expect((await seen()).createdBy.role).toBeNull();
});
