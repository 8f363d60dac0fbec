/** The connections of one purpose; `asked` are the queries and transactions that have begun or wait to. */
export type Pool = { readonly name: 'main' | 'verification'; readonly size: number; asked: number };

/** The client, with its calls of these methods counted in the pool until they are settled. */
export function counting<Client extends object>(client: Client, methods: (keyof Client)[], pool: Pool): Client {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...given: unknown[]) => unknown;
      return methods.includes(name as keyof Client) ? (...given: unknown[]) => counted(pool, method(...given) as Promise<unknown>) : method;
    },
  });
}

/** The answer as it is, counted until it is there. */
export function counted<Answer extends Promise<unknown>>(pool: Pool, answer: Answer): Answer {
  pool.asked++;
  const settled = () => void pool.asked--;
  // Promise's own `then`: that of a postgres.js query would send it.
  void Promise.prototype.then.call(answer, settled, settled);
  return answer;
}
