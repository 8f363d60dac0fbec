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
