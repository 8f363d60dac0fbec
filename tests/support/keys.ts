import { createKey } from '@/lib/core/keys/create';
import type { Verdict } from '@/lib/core/verification/verdict';
import { verify } from '@/lib/core/verification/verify';
import { presented } from '@/lib/transport/credential';
import { rows } from './database';
import { as, type Person, type TestOrganization } from './people';

/** A key that the person made, with its plaintext. */
export function aKeyOf(person: Person, organization: Pick<TestOrganization, 'id'>, name = 'CI') {
  return createKey(as(person), { organization: organization.id, name });
}

/** Sets columns of a key's row, by the database's own expressions. */
export async function setOnKey(id: string, assignments: string): Promise<void> {
  await rows(`update keys set ${assignments} where id = $1`, id);
}

/** What verification says of the key, presented as x-api-key. */
export function verdictOf(plaintext: string, scopes: readonly string[] = [], address: string | null = '192.0.2.1'): Promise<Verdict> {
  return verify(presented(['x-api-key', plaintext]), { scopes, address, userAgent: null });
}
