import { randomBytes } from 'node:crypto';
import { database } from '@/db/client';
import type { Actor, Caller } from './core/access';
import { setUp } from './core/accounts/set-up';
import { insertSetupToken } from './core/accounts/store';
import { everything } from './core/keys/catalogue';
import { createKey } from './core/keys/create';
import { addMember } from './core/members/add';

const colleagues = [
  { role: 'admin', name: 'Kim Min-jun', email: 'admin@example.com' },
  { role: 'member', name: 'Sato Yui', email: 'yui@example.com' },
  { role: 'member', name: 'Ada Park', email: 'ada@example.com' },
] as const;

/** An example organization, through the operations; prints a line a person: role, e-mail, password, API key. */
export async function seedDemo(): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  await insertSetupToken(database().db, token);
  const owner = { name: 'Olivia Owner', email: 'owner@example.com', password: password() };
  const { userId, organization } = await setUp(system, { token, ...owner, organization: 'Example' });
  await show('owner', organization.id, userId, owner);
  for (const { role, ...person } of colleagues) {
    const colleague = { ...person, password: password() };
    const added = await addMember(system, { organization: organization.id, role, ...colleague });
    await show(role, organization.id, added.userId, colleague);
  }
}

const system = caller({ kind: 'system', name: 'demo' });

async function show(role: string, organization: string, userId: string, person: { name: string; email: string; password: string }): Promise<void> {
  const actor: Actor = { kind: 'member', userId, sessionId: crypto.randomUUID() };
  const { revealed } = await createKey(caller(actor), { organization, name: `${person.name}’s key`, scopes: [everything] });
  console.log([role, person.email, person.password, revealed.plaintext].join('  '));
}

function caller(actor: Actor): Caller {
  return { actor, door: 'command', requestId: crypto.randomUUID(), address: null, userAgent: null };
}

const password = () => randomBytes(15).toString('base64url');
