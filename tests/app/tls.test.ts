import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startApp } from '@/tests/support/app';
import { authorityIn, type Certificate } from '@/tests/support/certificates';
import { send } from '@/tests/support/instances';
import { withSql } from '@/tests/support/postgresql';
import { startServer, type Server } from '@/tests/support/server';

const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-tls-'));
const authority = authorityIn(folder);
const secrets = { AUTH_SECRET: 'x'.repeat(40), KEY_PEPPER: `1:${'x'.repeat(40)}` };
const trusting = { ...secrets, NODE_EXTRA_CA_CERTS: authority.file };

let byAddress: Server;
let byName: Server;
beforeAll(async () => {
  [byAddress, byName] = await Promise.all([startServer({ certificate: authority.certificateFor('IP:127.0.0.1') }), startServer({ certificate: authority.certificateFor('DNS:localhost') })]);
});
afterAll(async () => {
  await Promise.all([byAddress.stop(), byName.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const verified = ({ url }: Server, host: string) => `${url.replace('127.0.0.1', host)}?sslmode=verify-full`;

/** How many connections of Latchkey's there are, by whether they are encrypted. */
const encrypted = ({ url }: Server) => withSql(url, (sql) => sql`select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'latchkey'`);

const contentOf = ({ key, file }: Certificate) => Promise.all([readFile(key), readFile(file)]);
const writeContent = ({ key, file }: Certificate, [ofKey, ofFile]: Buffer[]) => Promise.all([writeFile(key, ofKey!), writeFile(file, ofFile!)]);

describe('with sslmode=verify-full', () => {
  test.each([['its address', () => byAddress, '127.0.0.1'], ['its name', () => byName, 'localhost']] as const)('a server whose certificate is for %s is taken, and every connection to it is encrypted', async (_, server, host) => {
    const app = await startApp({ databaseUrl: verified(server(), host), env: trusting });
    try {
      expect((await send(`${app.url}/readyz`)).status).toBe(200);
      expect([...(await encrypted(server()))]).toEqual([{ ssl: true }]);
    } finally {
      await app.stop();
      app.clear();
    }
  }, 60_000);

  test.each([['its name, asked by its address', () => byName, '127.0.0.1'], ['its address, asked by its name', () => byAddress, 'localhost']] as const)('one whose certificate is for %s is refused', async (_, server, host) => {
    await expect(startApp({ databaseUrl: verified(server(), host), env: trusting })).rejects.toThrow(/^DATABASE_URL: the certificate of \S+ does not hold \(.*altnames.*\)\. An authority of your own/m);
  });

  test('one of an authority that nobody named is refused, and the sentence says where to name it', async () => {
    await expect(startApp({ databaseUrl: verified(byAddress, '127.0.0.1'), env: secrets })).rejects.toThrow(/^DATABASE_URL: the certificate of \S+ does not hold \(.*\)\. An authority of your own goes into NODE_EXTRA_CA_CERTS\.$/m);
  });

  test('a certificate that holds no more is a database that is away, until one does again', async () => {
    const shown = await withSql(byAddress.url, (sql) => sql`select current_setting('ssl_cert_file') as file, current_setting('ssl_key_file') as key`);
    const used = shown[0] as unknown as Certificate;
    const [good, other] = [await contentOf(used), await contentOf(authority.certificateFor('IP:192.0.2.1'))];
    const app = await startApp({ databaseUrl: verified(byAddress, '127.0.0.1'), env: trusting });
    const status = async () => {
      await withSql(byAddress.url, (sql) => sql`select pg_reload_conf(), (select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'latchkey')`);
      return (await send(`${app.url}/readyz`)).status;
    };
    try {
      await writeContent(used, other);
      await expect.poll(status, { timeout: 20_000 }).toBe(503);
      expect((await send(`${app.url}/reset-password/${'x'.repeat(43)}`)).headers.location).toContain('/unavailable');
      await writeContent(used, good);
      await expect.poll(status, { timeout: 20_000 }).toBe(200);
      expect(app.output()).not.toContain('unforeseen');
    } finally {
      await app.stop();
      app.clear();
    }
  }, 60_000);

  test('one that speaks no TLS is refused', async () => {
    await expect(startApp({ databaseUrl: `${inject('server').url}?sslmode=verify-full`, env: trusting })).rejects.toThrow(/^DATABASE_URL: \S+ speaks no TLS\. /m);
  });
});
