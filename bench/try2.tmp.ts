import { mkdtempSync } from 'node:fs';
import { startServer } from '@/tests/support/server';
import { start } from '@/bench/contenders';
import { drive, median } from '@/bench/load';
const server = await startServer();
process.env.KEY_PEPPER = '1:' + 'p'.repeat(43); process.env.AUTH_SECRET = 's'.repeat(43); process.env.DATABASE_URL = server.url;
const { fill } = await import('@/bench/fill');
const dir = mkdtempSync('/tmp/lkb-');
console.log(server.url); console.time('fill'); await fill(100_000, dir + '/keys'); console.timeEnd('fill');
const env = { KEY_PEPPER: process.env.KEY_PEPPER, AUTH_SECRET: process.env.AUTH_SECRET, DATABASE_URL: server.url };
await (async()=>{const q=(await import("postgres")).default(server.url);const r=await q.unsafe("select array_agg(h) a from (select key_id_hash h from keys order by random() limit 16) x");await q.unsafe("set plan_cache_mode=force_generic_plan");const text=(await import("node:fs")).readFileSync("lib/core/verification/store.ts","utf8").split("`")[1];await q.unsafe("prepare p(text[]) as "+text.replace("any($1)","any($1)"));for(let i=0;i<2;i++){console.log((await q.unsafe("explain (analyze,buffers) execute p('{"+r[0].a.join(",")+"}')")).map((x:any)=>x["QUERY PLAN"]).join("\n"))};await q.end()})();
const rounds = Number(process.env.ROUNDS ?? 3), secs = Number(process.env.SECS ?? 4);
const bare = await start({ name: 'bare', command: ['bench/bare.mjs'], ready: /ready/ });
const extra = (process.env.NODE_ARGS ?? '').split(' ').filter(Boolean);
const lk = await start({ name: 'latchkey', command: [...extra, 'dist/server2.mjs'], ready: /is ready/, env });
for (let i = 0; i < 20; i++) await (await fetch(lk.url + '/sign-in')).text();
const p = async (c: number) => {
  const r: any[] = [];
  for (let i = 0; i < rounds; i++) { const b = await drive(bare, dir + '/keys', c, secs); const l = await drive(lk, dir + '/keys', c, secs); r.push([b.rate, l.rate, l.rate / b.rate, l.cpu, b.cpu, l.p99, b.p99]); }
  console.log(c, r.map((x) => x.map((n: number) => n.toFixed(2)).join(' ')).join(' | '), 'MEDIAN ratio', median(r.map((x) => x[2])).toFixed(3), 'rate', median(r.map((x) => x[1])).toFixed(0));
};
await drive(lk, dir + '/keys', 32, 2);
await p(32); if (!process.env.ONLY32) await p(128);
await bare.stop(); console.log((await import("node:child_process")).execSync("psql -Atc \"select calls from pg_stat_statements\" 2>&1 | head -1 || true").toString().slice(0,0)); await lk.stop(); await server.stop();
