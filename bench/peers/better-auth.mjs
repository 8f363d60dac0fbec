import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import pg from 'pg';

/** better-auth's api-key plugin on node:http, its rate limit off, on the same PostgreSQL with as many keys. */
const { DATABASE_URL, PORT, BENCH_COUNT, BENCH_KEYS } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const auth = betterAuth({ database: pool, secret: randomBytes(32).toString('hex'), baseURL: 'http://127.0.0.1', emailAndPassword: { enabled: true }, telemetry: { enabled: false }, plugins: [apiKey({ rateLimit: { enabled: false } })] });
await (await getMigrations(auth.options)).runMigrations();

const { user } = await auth.api.signUpEmail({ body: { email: 'bench@example.com', password: randomBytes(20).toString('hex'), name: 'Bench' } });
await auth.api.createApiKey({ body: { userId: user.id, name: 'Key of the bench' } });
const { rows: columns } = await pool.query(`select column_name as name from information_schema.columns where table_name = 'apikey' and column_name not in ('id', 'key')`);
const names = columns.map(({ name }) => `"${name}"`).join(', ');
const keys = Array.from({ length: Number(BENCH_COUNT) }, () => randomBytes(48).toString('base64url'));
for (let start = 0; start < keys.length; start += 1_000) {
  const batch = keys.slice(start, start + 1_000);
  const hashes = batch.map((key) => createHash('sha256').update(key).digest('base64url'));
  await pool.query(`insert into apikey (id, key, ${names}) select n.id, n.hash, ${names} from (select * from apikey where name is not null order by "createdAt" limit 1) a, unnest($1::text[], $2::text[]) n (id, hash)`, [batch.map(() => randomUUID()), hashes]);
}
await pool.query('analyze');
writeFileSync(BENCH_KEYS, keys.join('\n') + '\n');

createServer({ keepAliveTimeout: 65_000 }, async (request, response) => {
  const verdict = await auth.api.verifyApiKey({ body: { key: request.headers['x-api-key'] } });
  const body = JSON.stringify(verdict);
  response.writeHead(verdict.valid ? 200 : 401, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
