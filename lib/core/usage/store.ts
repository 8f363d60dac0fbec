import { database } from '@/db/client';
import { sqlState } from '@/db/problems';
import { logSeldom } from '@/lib/log';
import { addOfKeysThere } from './keys-there';

/**
 * What one instance counted for one key and day since it was last written, or for the secret that a rotation left behind;
 * `lastAt` is milliseconds of its clock, `rotatedAt` PostgreSQL's text of the rotation.
 */
export type Uses = { keyId: string; rotatedAt: string | null; count: number; lastAt: number; address: string | null; userAgent: string | null };

/** What is written at once; `number` is higher than that of any flush of the same process before it. */
export type Flush = { process: string; number: number; uses: Uses[] };

/** Of a flush that is `refused` nothing was written; of one that is `unknown` all may have been. */
export type Outcome = 'written' | 'refused' | 'unknown';

/** Adds the counts. The same flush may be sent again while its outcome is unknown: it counts once. */
export async function addUses({ process, number, uses }: Flush): Promise<Outcome> {
  try {
    await addOfKeysThere(uses, (batch) => database().count(add, [process, number, JSON.stringify(batch), daysKept]));
    return 'written';
  } catch (error) {
    logSeldom(error, 'usage is kept for the next try');
    return saysNo(error) ? 'refused' : 'unknown';
  }
}

/** Whether the database itself answered that it undid all; what ends a connection may come after the commit. */
function saysNo(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && !/^(08|57P|XX)/.test(state);
}

const daysKept = 400;

const added = `
  count = written.count + excluded.count,
  last_at = greatest(written.last_at, excluded.last_at),
  last_address = case when excluded.last_at >= written.last_at then excluded.last_address else written.last_address end,
  last_user_agent = case when excluded.last_at >= written.last_at then excluded.last_user_agent else written.last_user_agent end`;

/**
 * A flush that was written before finds its number, or a higher one, and adds nothing. Rows in one order everywhere, for instances that write the same.
 * It waits for no standby, behind a pooler either; and not for whoever holds a key: that one is told its day by a later flush.
 * The day stands with the key, for lists filter by it. Where it is new, some of the key's days of long ago are forgotten: the new one says when it was last used.
 */
const add = `
  with gone as (
    delete from usage_flushes where $2::bigint = 1 and process <> $1::uuid and written_at < statement_timestamp() - interval '30 days'),
  news as (
    insert into usage_flushes as last (process, number)
    select $1::uuid, $2::bigint from set_config('synchronous_commit', 'local', true)
    on conflict (process) do update set number = excluded.number, written_at = excluded.written_at where last.number < excluded.number
    returning number),
  used as (
    select "keyId" as key_id, "rotatedAt" as rotated_at, count, to_timestamp("lastAt" / 1000) as at, address, left("userAgent", 200) as agent
    from news, json_to_recordset($3::text::json)
      as sent ("keyId" uuid, "rotatedAt" timestamptz, count bigint, "lastAt" float8, address text, "userAgent" text)),
  old_secrets as (
    insert into old_secret_uses as written (key_id, rotated_at, count, last_at, last_address, last_user_agent)
    select key_id, rotated_at, count, at, address, agent from used where rotated_at is not null
    order by key_id, rotated_at
    on conflict (key_id, rotated_at) do update set ${added}),
  days as (
    insert into key_usage as written (key_id, day, count, last_at, last_address, last_user_agent)
    select key_id, (at at time zone 'utc')::date, count, at, address, agent from used where rotated_at is null
    order by key_id, at
    on conflict (key_id, day) do update set ${added}
    returning key_id, day),
  late as (
    select keys.id, latest.day from (select key_id, max(day) as day from days group by key_id) latest join keys on keys.id = latest.key_id
    where keys.last_used_on is null or keys.last_used_on < latest.day for no key update of keys skip locked),
  forgotten as (
    delete from key_usage where ctid = any(array(
      select old.ctid from late, lateral (
        select ctid from key_usage
        where key_usage.key_id = late.id and day < least(late.day, (statement_timestamp() at time zone 'utc')::date) - $4::int
        order by day limit 10 for update skip locked) old)))
  update keys set last_used_on = late.day from late where keys.id = late.id`;
