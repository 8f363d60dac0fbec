import { writeFileSync } from 'node:fs';
import os from 'node:os';
import type { Page } from './console';
import type { Contender } from './contenders';
import { median, type Latency, type Measured } from './load';

export type Results = {
  plan: { keys: number; rounds: number; seconds: number };
  contenders: Contender[];
  bare: Contender;
  peer: Contender;
  rounds: Record<number, Map<string, Measured[]>>;
  steady: Map<string, Latency[]>;
  exactness?: { answered: number; stored: number };
  revocation?: { rounds: number; stale: number; refusedIn: number };
  console?: Page[];
  pages?: { keys: number; first: number; middle: number }[];
};

/** Writes bench/RESULTS.md. Ratios are medians of the ratios within each round. */
export function report({ plan, contenders, bare, peer, rounds, steady, exactness, revocation, console: drawn, pages }: Results): void {
  const lines = [
    '# Results',
    '',
    `${new Date().toISOString().slice(0, 10)}, \`npm run bench\`, Node ${process.version}, ${os.cpus().length} cores (${os.cpus()[0]!.model}), ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}. Load generator (wrk), contender and PostgreSQL share the cores; a load average of ${os.loadavg()[1]!.toFixed(1)} at the end.`,
    `${plan.keys.toLocaleString('en')} keys, a random one a request; ${plan.rounds} interleaved rounds of ${plan.seconds} s; medians. Ratios are medians of each round’s ratio, not ratios of these medians. Every answer that counts was looked at, and said that the key is good; of nginx, that it let the request through. PostgreSQL runs without fsync, which helps who writes on every verification. CPU is that of the answering process alone, without nginx and PostgreSQL. While it is asked Latchkey writes a thirtieth of its counts a second: of 100,000 keys in use, most are written after the turn; CPU is with that, and the next one’s turn begins after it. Latchkey and the look-up send the answers to a query’s keys together, which wakes wrk once; bare answers one by one, so it is not the most that Node can do.`,
  ];
  for (const [count, measured] of Object.entries(rounds)) {
    lines.push('', `## ${count} connections`, '', '| who answers | requests/s | of bare | × better-auth | p50 ms | p99 ms | CPU µs/request |', '|---|---|---|---|---|---|---|');
    for (const { name } of contenders) {
      const own = measured.get(name)!;
      const ratio = (other: Contender) => median(own.map(({ rate }, round) => rate / measured.get(other.name)![round]!.rate));
      const of = (field: keyof Measured) => median(own.map((one) => one[field]));
      lines.push(`| ${name} | ${Math.round(of('rate')).toLocaleString('en')} | ${ratio(bare).toFixed(2)} | ${ratio(peer).toFixed(1)} | ${of('p50').toFixed(1)} | ${of('p99').toFixed(1)} | ${of('cpu').toFixed(0)} |`);
    }
  }
  lines.push('', '## And besides', '', '| what | measured |', '|---|---|');
  const steadyBare = steady.get(bare.name)!;
  for (const [name, own] of steady) {
    const of = (field: keyof Latency) => `${field} ${median(own.map((one) => one[field])).toFixed(2)} ms, ${median(own.map((one, round) => one[field] / steadyBare[round]![field])).toFixed(1)} of bare`;
    lines.push(`| ${name} at 1,000 requests/s | ${of('p50')}; ${of('p99')} |`);
  }
  if (exactness) lines.push(`| uses stored of verifications answered | ${exactness.stored} of ${exactness.answered} |`);
  if (revocation) lines.push(`| revocations over two instances under load, and stale answers after them | ${revocation.rounds}, ${revocation.stale} (refused in ${revocation.refusedIn.toFixed(1)} ms) |`);
  for (const { path, p50, p95, cpu, kilobytes } of drawn ?? []) lines.push(`| ${path} for an owner, ${plan.keys.toLocaleString('en')} keys in the organization, warm | p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, CPU ${cpu.toFixed(1)} ms, ${kilobytes} kB uncompressed |`);
  for (const { keys, first, middle } of pages ?? []) lines.push(`| list page of an organization with ${keys.toLocaleString('en')} keys | first ${first.toFixed(1)} ms, in the middle ${middle.toFixed(1)} ms |`);
  // Next says that it is ready before the database is open.
  const told = contenders.filter(({ name, startedIn }) => startedIn > 0 && name.startsWith('Latchkey') && !name.includes('Next'));
  for (const { name, startedIn, memory } of told) lines.push(`| ${name}: start to ready, memory then | ${startedIn} ms, ${memory} MB |`);
  writeFileSync('bench/RESULTS.md', `${lines.join('\n')}\n`);
  console.log(lines.join('\n'));
}
