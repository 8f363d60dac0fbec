const home = Symbol.for('latchkey');

type Home = { [home]?: Map<string, unknown> };

const values = ((globalThis as Home)[home] ??= new Map());

/**
 * The one value of that name in this process, made at the first call.
 * Next evaluates a module once a layer, so module scope holds no state that must be single.
 */
export function once<T>(name: string, make: () => T): T {
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}

/** Forgets the value, so that the next call of `once` makes it anew. */
export function forget(name: string): void {
  values.delete(name);
}
