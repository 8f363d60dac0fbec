import { rows } from './database';
import { aKeyOf } from './keys';
import type { TestOrganization } from './people';

/** Makes so many keys of that name, as fast as the database can; gives their ids. */
export async function keysNamed(organization: TestOrganization, name: string, count: number): Promise<string[]> {
  const { key } = await aKeyOf(organization.member, organization);
  const made = await rows(
    `insert into keys (id, organization_id, created_by, name, type, prefix, scopes, key_id_hash, key_suffix, secret_hash, pepper_version)
     select gen_random_uuid(), organization_id, created_by, $2, type, prefix, scopes, $2 || n, key_suffix, secret_hash, 1
     from keys, generate_series(1, $3::int) n where id = $1 returning id`,
    key.id,
    name,
    count,
  );
  return made.map(({ id }) => String(id));
}

/** How many keys of that name have stored uses, by how many statements, and the longest that a caller said of itself. */
export async function writtenIn(name: string): Promise<{ keys: number; writings: number; agent: number | null }> {
  const [written] = await rows(
    `select count(*)::int as keys, count(distinct key_usage.xmin::text)::int as writings, max(length(last_user_agent)) as agent
     from key_usage join keys on keys.id = key_usage.key_id where name = $1`,
    name,
  );
  return written as Awaited<ReturnType<typeof writtenIn>>;
}

/** The stored uses of a key, a row a day. */
export const daysOf = (key: string) =>
  rows('select day::text, count::int, last_address as address, last_user_agent as agent from key_usage where key_id = $1 order by day', key);

/** How many uses of a key are stored. */
export const totalOf = async (key: string): Promise<number> => (await daysOf(key)).reduce((sum, { count }) => sum + Number(count), 0);
