import type { Metric, Registry } from 'prom-client';

/**
 * Registers a histogram of Prometheus' text format, and gives what counts a value in it; `bounds` are the upper ones of its buckets, ascending.
 * prom-client's own looks a bucket up by the digits of its bound: with two of them a verification took as long over that as over its secret.
 */
export function histogram(registry: Registry, name: string, help: string, bounds: readonly number[]): (value: number) => void {
  const counts = bounds.map(() => 0);
  let [sum, count] = [0, 0];
  const told = () => {
    let below = 0;
    const buckets = bounds.map((le, i) => ({ metricName: `${name}_bucket`, labels: { le }, value: (below += counts[i]!) }));
    return [...buckets, { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count }, { metricName: `${name}_sum`, labels: {}, value: sum }, { metricName: `${name}_count`, labels: {}, value: count }];
  };
  // Of a metric the registry asks no more than this.
  const metric = { name, get: async () => ({ name, help, type: 'histogram', values: told() }) };
  registry.registerMetric(metric as unknown as Metric);
  return (value) => {
    for (let i = 0; i < bounds.length; i++) {
      if (value > bounds[i]!) continue;
      counts[i]!++;
      break;
    }
    sum += value;
    count++;
  };
}
