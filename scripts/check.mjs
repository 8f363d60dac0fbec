import { lint, types, vitest } from './steps.mjs';

/** The fast part of `npm test`: types, lint, and the tests on the embedded database. */
const started = performance.now();
const checks = [await types(), await lint()];
const { good, passed, failed, skipped } = await vitest(['plain', 'embedded'], { FAST: '1' });

console.log(`\n${passed} passed, ${failed + checks.filter((each) => !each).length} failed, ${skipped} skipped in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
process.exitCode = good && checks.every(Boolean) ? 0 : 1;
