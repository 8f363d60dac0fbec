import { lint, types, vitest } from './steps.mjs';

/** The fast part of `npm test`: types, lint, and the tests on the embedded database. */
const started = performance.now();
const checks = [await types(), await lint()];
const suites = [await vitest('plain'), await vitest('embedded', { FAST: '1' })];

const sum = (count) => suites.reduce((total, suite) => total + suite[count], 0);
const good = checks.every(Boolean) && suites.every((suite) => suite.good);
console.log(`\n${sum('passed')} passed, ${sum('failed') + checks.filter((each) => !each).length} failed, ${sum('skipped')} skipped in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
process.exitCode = good ? 0 : 1;
