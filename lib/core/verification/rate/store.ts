import { database } from '@/db/client';

/** What a key has used of its windows, and how many of the uses asked for were granted; `reset` in seconds. */
export type Spent = { keyId: string; granted: number } & Record<'second' | 'minute' | 'day', { used: number; reset: number }>;

export type Asked = { keyId: string; asked: number; second: number | null; minute: number | null; day: number | null };

// In one order everywhere, so that two instances never wait for each other. `least` passes over what is null.
const upsert = `
  insert into key_rates as r (key_id, asked, granted, per_second, per_minute, per_day,
    second_used, minute_used, day_used, second_ends_at, minute_ends_at, day_ends_at)
  select "keyId", asked, granted, second, minute, day, granted, granted, granted,
    now + interval '1 second', now + interval '1 minute', now + interval '1 day'
  from json_to_recordset($1::text::json) as a ("keyId" uuid, asked int, second int, minute int, day int),
    least(asked, second, minute, day) as granted, statement_timestamp() as now, set_config('synchronous_commit', 'local', true) as waiting
  order by "keyId"
  on conflict (key_id) do update set (asked, granted, per_second, per_minute, per_day,
    second_used, minute_used, day_used, second_ends_at, minute_ends_at, day_ends_at) = (
      select excluded.asked, g, excluded.per_second, excluded.per_minute, excluded.per_day,
        least(s + g::bigint, 2000000000), least(m + g::bigint, 2000000000), least(d + g::bigint, 2000000000),
        case when r.second_ends_at > now then r.second_ends_at else excluded.second_ends_at end,
        case when r.minute_ends_at > now then r.minute_ends_at else excluded.minute_ends_at end,
        case when r.day_ends_at > now then r.day_ends_at else excluded.day_ends_at end
      from (select statement_timestamp() as now) as clock
      cross join lateral (select
        case when r.second_ends_at > now then r.second_used else 0 end as s,
        case when r.minute_ends_at > now then r.minute_used else 0 end as m,
        case when r.day_ends_at > now then r.day_used else 0 end as d) as live
      cross join lateral (select greatest(0, least(excluded.asked, excluded.per_second - s, excluded.per_minute - m, excluded.per_day - d)) as g) as decided)
  returning key_id, granted,
    second_used, extract(epoch from second_ends_at - statement_timestamp())::float8,
    minute_used, extract(epoch from minute_ends_at - statement_timestamp())::float8,
    day_used, extract(epoch from day_ends_at - statement_timestamp())::float8`;

type Returned = [keyId: string, granted: number, ...windows: [used: number, reset: number, used: number, reset: number, used: number, reset: number]];

/** Takes as many uses of each key as its rates still have, all in one statement. */
export async function takeUses(asked: Asked[]): Promise<Spent[]> {
  const rows = (await database().write(upsert, [JSON.stringify(asked)])) as Returned[];
  return rows.map(([keyId, granted, second, secondReset, minute, minuteReset, day, dayReset]) => ({
    keyId,
    granted,
    second: { used: second, reset: secondReset },
    minute: { used: minute, reset: minuteReset },
    day: { used: day, reset: dayReset },
  }));
}
