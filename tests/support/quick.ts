import { randomUUID } from 'node:crypto';
import type { Role } from '@/lib/core/access';
import { rows } from './database';
import { newEmail, type Person } from './people';

/** An organization with a person for each role, straight into the tables: a thousand rounds need a thousand of them. */
export async function quickOrganization(...roles: Role[]): Promise<{ id: string; people: Person[] }> {
  const id = randomUUID();
  await rows('insert into organizations (id, name, slug) values ($1, $2, $3)', id, 'Quick', id);
  return { id, people: await Promise.all(roles.map((role) => quickMember(id, role))) };
}

export async function quickMember(organization: string, role: Role = 'member'): Promise<Person> {
  const person = await quickPerson();
  await rows('insert into memberships (organization_id, user_id, role) values ($1, $2, $3)', organization, person.userId, role);
  return { ...person, role };
}

export async function quickPerson(email = newEmail()): Promise<Person> {
  const userId = randomUUID();
  await rows('insert into users (id, name, email) values ($1, $2, $3)', userId, 'Somebody', email);
  return { userId, name: 'Somebody', email, password: '', role: 'member' };
}
