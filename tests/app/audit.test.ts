import { beforeAll, expect, test } from 'vitest';
import { rows } from '@/tests/support/database';
import { cookieOf, instances, send } from '@/tests/support/instances';
import { anOrganization, type TestOrganization } from '@/tests/support/people';

const running = instances('server');

let acme: TestOrganization;
let cookie: string;
beforeAll(async () => {
  acme = await anOrganization();
  cookie = (await cookieOf(running[0]!.url, acme.owner)).cookie;
});

const exported = async () => (await send(`${running[0]!.url}/organizations/${acme.slug}/audit/export`, { headers: { cookie } })).body;

/** The cells of a CSV file (RFC 4180), without the mark at its start. */
function cellsOf(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\n') lines.push([]);
    else if (end === '') break;
  }
  return lines.slice(0, -1);
}

const insert = (text: string, request: string) =>
  rows(
    `insert into audit_events (id, organization_id, action, actor_type, actor_id, actor_name, door, entity, entity_id, entity_name, before, after, address, user_agent, request_id)
     values (gen_random_uuid(), $1, $2, 'user', $2, $2, $2, $2, $2, $2, jsonb_build_object($2::text, $2::text), jsonb_build_object($2::text, 1), $2, $2, $3)`,
    acme.id,
    text,
    request,
  );

test.each(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])('[S22] no cell of the export begins as a formula does, whichever column it is in: %j', async (begin) => {
  const text = `${begin}cmd|' /C calc'!A0`;
  await insert(text, text);
  const [head, ...lines] = cellsOf(await exported());
  expect(lines.every((cells) => cells.length === head!.length)).toBe(true);
  const [line] = lines.filter((cells) => cells.some((cell) => cell.includes(text)));
  const free = head!.filter((name) => !['time', 'actor_type', 'before', 'after'].includes(name));
  expect(free.map((name) => line![head!.indexOf(name)])).toEqual(free.map(() => `'${text}`));
  for (const name of ['before', 'after']) expect(line![head!.indexOf(name)]).toMatch(/^\{/);
});

test('[S22] what would break out of its cell stays in it', async () => {
  const text = 'a","=1+1",\n=2+2\r\n"=3+3';
  await insert(text, 'breaking out');
  const [head, ...lines] = cellsOf(await exported());
  const [line] = lines.filter((cells) => cells.includes('breaking out'));
  expect(line).toHaveLength(head!.length);
  expect(line![head!.indexOf('name')]).toBe(text);
});

test('the export is the log of its organization, for who may see it, and nothing that the pages have not', async () => {
  const { url } = running[0]!;
  expect((await send(`${url}/organizations/${acme.slug}/audit/export`)).status).not.toBe(200);
  const { cookie: of } = await cookieOf(url, acme.member);
  expect((await send(`${url}/organizations/${acme.slug}/audit/export`, { headers: { cookie: of } })).status).toBe(403);
  const filtered = await send(`${url}/organizations/${acme.slug}/audit/export?action=member.joined`, { headers: { cookie } });
  const lines = cellsOf(filtered.body).slice(1);
  expect(new Set(lines.map((cells) => cells[1]))).toEqual(new Set(['member.joined']));
});

/** Runs while every look at the log ends as where the database goes away. */
async function withoutLog(use: () => Promise<void>): Promise<void> {
  await rows(`create function away() returns boolean language plpgsql as $$ begin raise exception 'away' using errcode = '57P03'; end $$`);
  await rows('alter table audit_events rename to audit_events_elsewhere');
  await rows('create view audit_events as select * from audit_events_elsewhere where away()');
  try {
    await use();
  } finally {
    await rows('drop view audit_events');
    await rows('alter table audit_events_elsewhere rename to audit_events');
    await rows('drop function away');
  }
}

test('an export that cannot begin is 503', async () => {
  await withoutLog(async () => {
    expect((await send(`${running[0]!.url}/organizations/${acme.slug}/audit/export`, { headers: { cookie } })).status).toBe(503);
  });
});

test('an export that fails half-way is cut off, so that nobody takes it for whole, and the next one is', async () => {
  const long = 'x'.repeat(20_000);
  for (let n = 0; n < 1_000; n++) await insert(long, `long ${n}`);
  const response = await fetch(`${running[0]!.url}/organizations/${acme.slug}/audit/export`, { headers: { cookie } });
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  await reader.read();
  await withoutLog(async () => {
    await expect((async () => {
      while (!(await reader.read()).done);
    })()).rejects.toThrow();
  });
  await expect.poll(running[0]!.output).toContain('"message":"away"');
  expect((await exported()).length).toBeGreaterThan(20_000_000);
}, 60_000);
