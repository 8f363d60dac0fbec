import { database } from '@/db/client';
import { saysNo } from '@/db/problems';
import { logSeldom } from '@/lib/log';
import { addOfKeysThere } from './keys-there';

/**
 * What one instance counted for one key and day since it was last written, or for the secret that a rotation left behind;
 * `lastAt` is milliseconds of its clock, `rotatedAt` PostgreSQL's text of the rotation.
 */
export type Uses = { keyId: string; rotatedAt: string | null; count: number; lastAt: number; address: string | null; userAgent: string | null };

/** What is written at once; `number` is higher than that of any flush of the same process before it. None is sent again that may have been written. */
export type Flush = { process: string; number: number; uses: Uses[] };

/** Of a flush that is `refused`, or whose number is `taken` by a copy of this process, nothing is written, and never will be; of one that is `unknown` all may have been, or may be yet. */
export type Outcome = 'written' | 'refused' | 'taken' | 'unknown';

/** Adds the counts. */
export async function addUses({ process, number, uses }: Flush): Promise<Outcome> {
  try {
    const rows = await addOfKeysThere(uses, (batch) => database().count(add, [process, number, JSON.stringify(batch), daysKept]));
    return rows?.[0]![0] === false ? 'taken' : 'written';
  } catch (error) {
    logSeldom(error, 'usage is kept for the next try');
    return saysNo(error) ? 'refused' : 'unknown';
  }
}

/** What became of a flush that was `unknown`. Where it is `refused` it will never be written, though it is on its way still: the database has a `later` number of the process then. */
export async function outcomeOf({ process, number }: Flush, later: number): Promise<Outcome> {
  try {
    const [row] = await database().count(settle, [process, number, later]);
    return row![0] === true ? 'written' : 'refused';
  } catch (error) {
    logSeldom(error, 'usage is kept for the next try');
    return 'unknown';
  }
}

/** Waits for the flush where it is being written just then; behind a pooler no longer than elsewhere, or each try would leave one more that waits. */
const settle = `
  insert into usage_flushes as last (process, number)
  select $1::uuid, $3::bigint from set_config('synchronous_commit', 'local', true) as waiting, set_config('lock_timeout', '900', true) as locking
  on conflict (process) do update set
    number = case when last.number = $2::bigint then last.number else greatest(last.number, excluded.number) end, written_at = excluded.written_at
  returning number = $2::bigint`;

const daysKept = 400;

const added = `
  count = written.count + excluded.count,
  last_at = greatest(written.last_at, excluded.last_at),
  last_address = case when excluded.last_at >= written.last_at then excluded.last_address else written.last_address end,
  last_user_agent = case when excluded.last_at >= written.last_at then excluded.last_user_agent else written.last_user_agent end`;

/**
 * A flush that finds its number, or a higher one, adds nothing; tells whether it added. Rows in one order everywhere, for instances that write the same.
 * It waits for no standby, behind a pooler either; and not for whoever holds a key: that one is told its day by a later flush.
 * The day stands with the key, for lists filter by it. Where it is new, some of the key's days of long ago are forgotten: the new one says when it was last used.
 */
const add = `
  with gone as (
    delete from usage_flushes where ctid = any(array(
      select ctid from usage_flushes
      where $2::bigint = 1 and process <> $1::uuid and written_at < statement_timestamp() - interval '30 days'
      limit 100 for update skip locked))),
  news as (
    insert into usage_flushes as last (process, number)
    select $1::uuid, $2::bigint from set_config('synchronous_commit', 'local', true)
    on conflict (process) do update set number = excluded.number, written_at = excluded.written_at where last.number < excluded.number
    returning number),
  used as (
    select "keyId" as key_id, "rotatedAt" as rotated_at, count, to_timestamp("lastAt" / 1000) as at, address, "userAgent" as agent
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
        order by day limit 10 for update skip locked) old))),
  told as (
    update keys set last_used_on = late.day from late where keys.id = late.id)
  select exists (select from news)`;
