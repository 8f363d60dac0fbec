import { randomBytes, randomUUID } from 'node:crypto';
import { database } from '@/db/client';
import type { Actor, Caller, Role } from '@/lib/core/access';
import { hashPassword } from '@/lib/core/accounts/password';
import { setUp } from '@/lib/core/accounts/set-up';
import { hasOwner, insertSetupToken, insertUser } from '@/lib/core/accounts/store';
import { addMember } from '@/lib/core/members/add';
import { insertMembership } from '@/lib/core/members/store';
import { insertOrganization } from '@/lib/core/organizations/store';
import { signIn } from '@/lib/core/sessions/sign-in';
import { rows } from './database';

export type Person = { userId: string; name: string; email: string; password: string; role: Role };

export type TestOrganization = { id: string; slug: string; name: string; owner: Person; admin: Person; member: Person; colleague: Person };

export const system: Caller = callerOf({ kind: 'system', name: 'test' });
export const nobody: Caller = callerOf({ kind: 'nobody' });

/** An organization with an owner, an admin and two members. */
export async function anOrganization(name = 'Acme'): Promise<TestOrganization> {
  const owner = newPerson('owner');
  const { userId, id, slug } = (await hasOwner(database().db)) ? await founded(name, owner) : await setUpFirst(name, owner);
  return {
    id,
    slug,
    name,
    owner: { ...owner, userId },
    admin: await aMember(id, 'admin'),
    member: await aMember(id, 'member'),
    colleague: await aMember(id, 'member'),
  };
}

/** Another person in the organization. */
export async function aMember(organization: string, role: Role = 'member'): Promise<Person> {
  const person = newPerson(role);
  const { userId } = await addMember(system, { organization, ...person });
  return { ...person, userId };
}

async function setUpFirst(organization: string, { name, email, password }: NewPerson) {
  const token = randomUUID();
  await insertSetupToken(database().db, token);
  const made = await setUp(nobody, { token, name, email, password, organization });
  return { userId: made.userId, ...made.organization };
}

/** Until an operation makes second organizations, the stores do. */
async function founded(organization: string, { name, email, password }: NewPerson) {
  const passwordHash = await hashPassword(password);
  return database().db.transaction(async (transaction) => {
    const tx = transaction as unknown as ReturnType<typeof database>['db'];
    const userId = await insertUser(tx, { name, email, passwordHash });
    const { id, slug } = await insertOrganization(tx, organization);
    await insertMembership(tx, id, userId, 'owner');
    return { userId, id, slug };
  });
}

/** The person is no member any more; their row is simply gone. */
export async function removed(organization: string, person: Person): Promise<void> {
  await rows('delete from memberships where organization_id = $1 and user_id = $2', organization, person.userId);
}

export async function changeRole(organization: string, person: Person, role: Role): Promise<void> {
  await rows('update memberships set role = $3 where organization_id = $1 and user_id = $2', organization, person.userId, role);
}

type NewPerson = Omit<Person, 'userId'>;

function newPerson(role: Role): NewPerson {
  const id = randomBytes(6).toString('hex');
  return { name: `${role} ${id}`, email: `${role}-${id}@example.com`, password: randomBytes(15).toString('base64url'), role };
}

/** An address that nobody has. */
export const newEmail = (): string => `somebody-${randomBytes(6).toString('hex')}@example.com`;

/** The caller that a signed-in person is. */
export function as(person: Person): Caller {
  return callerOf({ kind: 'member', userId: person.userId, sessionId: randomUUID() });
}

/** The caller that a program with the key is. */
export function asKey(key: { id: string }, scopes: readonly string[]): Caller {
  return callerOf({ kind: 'key', keyId: key.id, scopes });
}

/** The same, after the key was given just these scopes. */
export async function holding(key: { id: string }, scopes: readonly string[]): Promise<Caller> {
  await rows('update keys set scopes = $2 where id = $1', key.id, scopes);
  return asKey(key, scopes);
}

/** The caller that the person is after really signing in. */
export async function signedIn(person: Person, address = '192.0.2.1'): Promise<Caller & { actor: Extract<Actor, { kind: 'member' }> }> {
  const begun = await signIn(from(address), { email: person.email, password: person.password });
  return { ...from(address), actor: { kind: 'member', userId: person.userId, sessionId: begun!.sessionId } };
}

/** Nobody yet, at that address. */
export function from(address: string | null): Caller {
  return { ...nobody, address, requestId: randomUUID() };
}

function callerOf(actor: Actor): Caller {
  return { actor, door: 'console', requestId: randomUUID(), address: '192.0.2.1', userAgent: 'test' };
}
