import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const bin = (name) => path.join('node_modules', '.bin', name);

/** Runs a program to its end, its output shown; gives whether it went well, and says how long it took. */
export async function step(name, command, args, env = {}) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env } });
  const forward = () => child.kill('SIGTERM');
  process.once('SIGTERM', forward).once('SIGINT', forward);
  const good = await new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
  process.off('SIGTERM', forward).off('SIGINT', forward);
  console.log(`== ${name}: ${good ? 'good' : 'NOT GOOD'}, ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  return good;
}

export async function types() {
  if (!existsSync('next-env.d.ts')) spawnSync(bin('next'), ['typegen'], { stdio: 'inherit' });
  return step('types', bin('tsc'), ['--noEmit', '-p', 'tests/tsconfig.json']);
}

export const lint = () => step('lint', bin('oxlint'), ['--deny-warnings']);

/** Runs vitest projects; their counts, and what is wrong with the run as a whole. */
export async function vitest(projects, env) {
  const name = `tests: ${projects.join(' and ')}`;
  return counted(name, async (report) => {
    const args = ['run', ...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const good = await step(name, bin('vitest'), args, env);
    return { good, count: countVitest };
  });
}

/** Runs the browser tests. */
export async function playwright() {
  return counted('tests: browser', async (report) => {
    const good = await step('tests: browser', bin('playwright'), ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
    return { good, count: countPlaywright };
  });
}

async function counted(name, run) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-report-'));
  const report = path.join(folder, 'report.json');
  try {
    const { good, count } = await run(report);
    const counts = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 };
    const ran = counts.passed + counts.failed > 0;
    if (!ran) console.error(`${name} ran no test.`);
    return { ...counts, good: good && ran && counts.failed === 0 && counts.skipped === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that could not be loaded has no tests of its own, and counts as a failure. */
function countVitest(report) {
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: report.numPendingTests + report.numTodoTests };
}

function countPlaywright({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
