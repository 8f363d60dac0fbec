import { lint, playwright, types, vitest } from './steps.mjs';

/** Everything, in order; a step that fails stops no other. Races are run a thousand times where there is more than one connection to race over. */
const races = { RACE_ROUNDS: process.env.RACE_ROUNDS ?? '1000' };
const checks = [await types(), await lint()];
const suites = [await vitest(['plain', 'embedded']), await vitest(['postgresql'], races), await vitest(['app'], races), await playwright()];

const sum = (count) => suites.reduce((total, suite) => total + suite[count], 0);
const failed = sum('failed') + checks.filter((good) => !good).length;
console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exitCode = checks.every(Boolean) && suites.every(({ good }) => good) ? 0 : 1;
