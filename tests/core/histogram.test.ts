import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { histogram } from '@/lib/core/histogram';

const bounds = [0.001, 0.0025, 1, 10];

test('a histogram is told to Prometheus as its own library would', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const observe = histogram(ours, 'took', 'Time it took', bounds);
  const reference = new Histogram({ name: 'took', help: 'Time it took', buckets: bounds, registers: [theirs] });
  expect(await ours.metrics()).toBe(await theirs.metrics());
  for (const value of [0, 0.001, 0.0010001, 0.0025, 0.5, 1, 3, 10, 10.5, 1e6]) {
    observe(value);
    reference.observe(value);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
  expect(await ours.metrics()).toContain('took_bucket{le="0.0025"} 4');
});
