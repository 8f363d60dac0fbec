// The shape of a key: prefix, Key ID, secret with checksum. Broader than the core's, so that a damaged paste counts too.
const key = /(?:^|[^0-9A-Za-z])[a-z0-9]{2,9}_([0-9A-Za-z]{20})_[0-9A-Za-z]{10,}/;
const pair = /^([0-9A-Za-z]{20}):[0-9A-Za-z]{10,}$/;

/** The Key ID in a pasted key, wherever in the text it stands; null where there is none. */
export function keyIdIn(text: string): string | null {
  return (key.exec(text) ?? pair.exec(text.trim()))?.[1] ?? null;
}

/** The same, or the text itself where it can be a Key ID. */
export function keyIdOf(text: string): string | null {
  return keyIdIn(text) ?? (/^[0-9A-Za-z]{8,100}$/.test(text.trim()) ? text.trim() : null);
}

/** What a page says was done where an address held a key. */
export const keyLeftOut = 'key';

/** The same address without the parameters that hold a key, which no later link then carries; null where none does. */
export function withoutKeys(url: string, query: Record<string, string | string[] | undefined>): string | null {
  const given = Object.entries(query).flatMap(([name, values]) => [values ?? []].flat().map((value) => [name, value] as [string, string]));
  const kept = given.filter(([name, value]) => name !== 'done' && keyIdIn(value) === null);
  if (!given.some(([, value]) => keyIdIn(value) !== null)) return null;
  return `${url}?${new URLSearchParams([...kept, ['done', keyLeftOut]])}`;
}
