/** The connections of one purpose; `asked` are the queries and transactions that have begun or wait to, `settled` those that are over. */
export type Pool = { readonly name: 'main' | 'verification' | 'verification_writes' | 'usage'; readonly size: number; asked: number; settled: number };

export const newPool = (name: Pool['name'], size: number): Pool => ({ name, size, asked: 0, settled: 0 });

/** The client of the moment, with its calls of these methods counted in the pool until they are settled. */
export function counting<Client extends object>(now: () => Client, methods: (keyof Client)[], pool: Pool, failed: (client: Client, error: unknown) => void = () => {}): Client {
  return new Proxy(now(), {
    get(_, name) {
      const client = now();
      const value: unknown = Reflect.get(client, name, client);
      if (typeof value !== 'function') return value;
      const method = value.bind(client) as (...given: unknown[]) => unknown;
      if (!methods.includes(name as keyof Client)) return method;
      return (...given: unknown[]) => counted(pool, method(...given) as Promise<unknown>, (error) => failed(client, error));
    },
  });
}

/** The answer as it is, counted until it is there. */
export function counted<Answer extends Promise<unknown>>(pool: Pool, answer: Answer, failed: (error: unknown) => void = () => {}): Answer {
  pool.asked++;
  const settled = () => {
    pool.asked--;
    pool.settled++;
  };
  // Promise's own `then`: that of a postgres.js query would send it.
  void Promise.prototype.then.call(answer, settled, (error: unknown) => {
    settled();
    failed(error);
  });
  return answer;
}
