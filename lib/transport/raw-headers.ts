/** The value of a header, whose name is given in lower case; undefined where it is missing, null where it comes twice. Names and values come in turn, as Node gives them. */
export function headerOf(rawHeaders: readonly string[], name: string): string | null | undefined {
  let value: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length !== name.length || rawHeaders[i]!.toLowerCase() !== name) continue;
    if (value !== undefined) return null;
    value = rawHeaders[i + 1]!;
  }
  return value;
}
