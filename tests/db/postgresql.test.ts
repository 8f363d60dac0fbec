import { eq, inArray, sql } from 'drizzle-orm';
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { database, openDatabase, useDatabase } from '@/db/client';
import { hasMigrations } from '@/db/migrated';
import { openPostgres } from '@/db/postgres';
import { unlessAway } from '@/db/problems';
import { users } from '@/db/schema';
import { databaseUrl, withSql } from '@/tests/support/postgresql';
import { freshDatabase, newDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { createKey } from '@/lib/core/keys/create';
import { flushRefused } from '@/lib/core/refused/buffer';
import { flushUses } from '@/lib/core/usage/buffer';
import { aMember, anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { outcome } from '@/tests/support/refusals';
import { startServer } from '@/tests/support/server';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const currentUrl = async () => databaseUrl(inject('server').url, String((await rows('select current_database() as name'))[0]!.name));

describe('[S15] expiry', () => {
  afterEach(() => void vi.useRealTimers());

  test('is by the database’s clock, whatever this machine’s says', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    const now = Date.now();
    await setOnKey(key.id, `expires_at = now() + interval '1 hour'`);
    vi.useFakeTimers({ toFake: ['Date'], now: now + 86_400_000 });
    expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
    await setOnKey(key.id, `expires_at = now() - interval '1 ms'`);
    vi.setSystemTime(now - 86_400_000);
    expect((await verdictOf(revealed.plaintext)).code).toBe('key_expired');
  });
});

test('[S26] a key is not made for a member who is being removed: the door reads the role after it has the lock', async () => {
  const leaver = await aMember(acme.id);
  await withSql(await currentUrl(), (sql) =>
    sql.begin(async (removal) => {
      await removal`delete from memberships where user_id = ${leaver.userId}`;
      const attempt = outcome(createKey(as(leaver), { organization: acme.id, name: 'Late' }));
      const blocked = async (): Promise<string> => ((await rows(`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length > 0 ? 'waits for the removal' : blocked());
      expect(await Promise.race([attempt, blocked()])).toBe('waits for the removal');
      return { attempt };
    }),
  ).then(async ({ attempt }) => expect(await attempt).toBe('not_found'));
  expect(await rows('select id from keys where created_by = $1', leaver.userId)).toEqual([]);
});

describe('verification while the database does not answer', () => {
  test('[S20] is unavailable after a second, and good again as soon as it answers', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    await withSql(await currentUrl(), (sql) =>
      sql.begin(async (blocker) => {
        await blocker`lock table keys in access exclusive mode`;
        const started = performance.now();
        expect((await verdictOf(revealed.plaintext)).code).toBe('unavailable');
        expect(performance.now() - started).toBeLessThan(3_000);
      }),
    );
    expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
  });

  test('an answer that has arrived counts, though this process had no time to read it within the second', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    const asked = Array.from({ length: 50 }, () => verdictOf(revealed.plaintext));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    for (const until = performance.now() + 1_100; performance.now() < until; );
    expect(new Set((await Promise.all(asked)).map(({ code }) => code))).toEqual(new Set(['valid']));
  });

  test('the server is to notice within a minute that whoever asked has lost its power', async () => {
    const asking = ['count', 'idle', 'interval'].map((name) => `current_setting('tcp_keepalives_${name}')::int as ${name}`).join();
    const { read, write, count } = database();
    const told = [...(await rows(`select ${asking}`)).map(Object.values), ...(await Promise.all([read, write, count].map((ask) => ask(`select ${asking}`, [])))).flat()] as number[][];
    expect(told).toHaveLength(4);
    for (const [times, idle, interval] of told) expect(idle! + times! * interval!).toBe(35);
  });

  test('[S20] its connections ended by the server, it is good again with new ones', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    // postgres.js throws past everybody where a transaction loses its connection (porsager/postgres#1208); a server outlives that, a test does not.
    await flushUses();
    await flushRefused();
    await withSql(await currentUrl(), (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
    const codes = new Set<string>();
    for (let i = 0; i < 20 && !codes.has('valid'); i++) codes.add((await verdictOf(revealed.plaintext)).code);
    expect([...codes].filter((code) => code !== 'unavailable')).toEqual(['valid']);
  });
});

test('through a Unix socket the database answers, is away when its socket is, and is there again', async () => {
  const own = await startServer({ crashes: true });
  const [setting] = await withSql(own.url, (server) => server`show unix_socket_directories`);
  const opened = await openPostgres({ url: `${own.url}?host=${setting!.unix_socket_directories}`, pooler: false });
  expect(await opened.read('select inet_client_addr()', [])).toEqual([[null]]);
  await own.crash();
  await expect.poll(() => unlessAway(opened.db.execute(sql`select 1`)).catch((error: Error) => error.name)).toBe('Unavailable');
  await own.start();
  await expect.poll(() => opened.read('select 1', []).catch(() => null), { timeout: 10_000 }).toEqual([[1]]);
  await opened.close();
  await own.stop();
});

describe('start', () => {
  test('with nobody listening says so in a sentence, without the password', async () => {
    const attempt = openPostgres({ url: 'postgresql://someone:hunter2hunter2@127.0.0.1:1/latchkey', pooler: false });
    await expect(attempt).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringMatching(/^DATABASE_URL: 127\.0\.0\.1:1 does not answer/) });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });

  test('says nothing of a password that has an @ in it either', async () => {
    const attempt = openPostgres({ url: 'postgresql://someone:hunter2@hunter3@127.0.0.1:1,127.0.0.1:2/latchkey', pooler: false });
    await expect(attempt).rejects.toThrow(/^DATABASE_URL: 127\.0\.0\.1:1,127\.0\.0\.1:2 does not answer \(ECONNREFUSED\)/);
  });

  test('without the socket that it is told of says where it looked', async () => {
    await expect(openPostgres({ url: `${inject('server').url}?channel_binding=require`, pooler: false })).rejects.toMatchObject({
      name: 'StartProblem',
      message: 'DATABASE_URL: the address sets what PostgreSQL does not know (unrecognized configuration parameter "channel_binding"). Take it out of the address.',
    });
    await expect(openPostgres({ url: 'postgresql://someone:hunter2@localhost/latchkey?host=/nowhere', pooler: false })).rejects.toThrow(/^DATABASE_URL: \/nowhere does not answer \(ENOENT\)/);
  });

  test('on a database that cannot hold every language says what it should be', async () => {
    const name = `${inject('server').template}_latin`;
    await withSql(inject('server').url, (server) => server.unsafe(`create database ${name} encoding 'LATIN1' locale 'C' template template0`));
    await expect(openPostgres({ url: databaseUrl(inject('server').url, name), pooler: false })).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringContaining('encoded as LATIN1') });
  });

  test('of many instances at once on an empty database migrates it once', async () => {
    const name = `${inject('server').template}_empty`;
    await withSql(inject('server').url, (server) => server.unsafe(`create database ${name}`));
    const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgres({ url: databaseUrl(inject('server').url, name), pooler: false })));
    await Promise.all(opened.map((each) => each.migrate()));
    const [row] = await opened[0]!.read('select count(*)::int as count from drizzle.__drizzle_migrations', []);
    expect(row![0]).toBe((await rows('select count(*)::int as count from drizzle.__drizzle_migrations'))[0]!.count);
    await Promise.all(opened.map((each) => each.close()));
  });

  test('as a user who may not see what was migrated is ready all the same, and is not where that user may use nothing', async () => {
    const url = new URL(await newDatabase());
    const [reads, nothing] = ['reads', 'nothing'].map((what) => `${url.pathname.slice(1)}_${what}`);
    await withSql(url.href, (sql) => sql.unsafe(`create role "${reads}"; create role "${nothing}"; grant select on keys to "${reads}"`));
    const readyAs = async (role: string) => {
      const opened = await openPostgres({ url: `${url.href}?role=${role}`, pooler: false });
      return hasMigrations(opened).finally(() => opened.close());
    };
    expect([await readyAs('none'), await readyAs(reads!)]).toEqual([true, true]);
    await expect(readyAs(nothing!)).rejects.toThrow('permission denied for table keys');
    await withSql(url.href, (sql) => sql.unsafe(`drop owned by "${reads}"; drop role "${reads}"; drop role "${nothing}"`));
  });

  test('prepares each query of the console once a connection, so that it takes one round trip from then on', async () => {
    const real = database();
    const opened = await openDatabase({ url: await newDatabase(), pooler: false, dataDir: '' });
    try {
      await opened.db.transaction(async (db) => {
        for (let i = 0; i < 3; i++) await db.select({ name: users.name }).from(users).where(eq(users.id, '00000000-0000-4000-8000-000000000000'));
        expect(await db.execute(sql`select count(*)::int as count from pg_prepared_statements where statement like 'select "name" from "users"%'`)).toEqual([{ count: 1 }]);
      });
    } finally {
      await opened.close();
      useDatabase(real);
    }
  });

  test('a batch, of which every size is another text, takes no other query’s place among those that are prepared', async () => {
    const real = database();
    const opened = await openDatabase({ url: await newDatabase(), pooler: false, dataDir: '' });
    const prepared = `select count(*)::int as count from pg_prepared_statements where statement like`;
    try {
      await opened.db.transaction(async (db) => {
        for (let size = 25; size < 300; size++) await db.select({ email: users.email }).from(users).where(inArray(users.email, Array.from({ length: size }, (_, n) => `${n}`)));
        await db.select({ name: users.name }).from(users).where(eq(users.id, '00000000-0000-4000-8000-000000000000'));
        expect(await db.execute(sql.raw(`${prepared} 'select "name" from "users"%'`))).toEqual([{ count: 1 }]);
        expect(await db.execute(sql.raw(`${prepared} 'select "email" from "users"%'`))).toEqual([{ count: 0 }]);
      });
    } finally {
      await opened.close();
      useDatabase(real);
    }
  });

  test('behind a transaction pooler prepares no statement, and counts uses all the same', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    const real = database();
    const opened = await openDatabase({ url: await currentUrl(), pooler: true, dataDir: '' });
    try {
      for (let i = 0; i < 3; i++) expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
      await flushUses();
      expect(await rows('select count::int, last_user_agent as agent from key_usage where key_id = $1', key.id)).toEqual([{ count: 3, agent: null }]);
      const prepared = 'select name from pg_prepared_statements';
      expect([await rows(prepared), await opened.read(prepared, [])]).toEqual([[], []]);
    } finally {
      await opened.close();
      useDatabase(real);
    }
  });
});
