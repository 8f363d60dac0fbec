import { Agent, get } from 'node:http';
import { readFileSync } from 'node:fs';

/** Requests at a steady rate that runs until it is stopped. */
export type Paced = { stop(): Promise<string> };

/** Asks so many times a second, whether or not earlier answers are there; tells at the end what was answered. */
export async function paced(url: string, headers: Record<string, string>, perSecond: number): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const taken: number[] = [];
  const statuses = new Map<number, number>();
  let [sent, done] = [0, 0];
  const began = performance.now();
  const timer = setInterval(() => {
    while (sent < ((performance.now() - began) / 1_000) * perSecond) ask();
  }, 5);
  function ask(): void {
    sent++;
    const start = performance.now();
    get(url, { headers, agent }, (response) => {
      response.resume().on('end', () => {
        taken.push(performance.now() - start);
        statuses.set(response.statusCode!, (statuses.get(response.statusCode!) ?? 0) + 1);
        done++;
      });
    });
  }
  return {
    async stop() {
      clearInterval(timer);
      while (done < sent) await new Promise((resolve) => setTimeout(resolve, 10));
      agent.destroy();
      const sorted = taken.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
      const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
      return `${done} answers (${[...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}), p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms; load average ${load}`;
    },
  };
}
