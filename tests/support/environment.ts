import { forget } from '@/lib/once';

/** Runs with these variables set; what was made from others is forgotten, before and after. */
export async function withEnvironment<T>(variables: Record<string, string>, use: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  set(variables);
  try {
    return await use();
  } finally {
    set(before);
  }
}

function set(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  for (const name of ['environment', 'mail']) forget(name);
}
