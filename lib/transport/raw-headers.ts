/** The first value of a header, whose name is given in lower case; names and values come in turn, as Node gives them. */
export function headerOf(rawHeaders: readonly string[], name: string): string | null {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === name.length && rawHeaders[i]!.toLowerCase() === name) return rawHeaders[i + 1]!;
  }
  return null;
}
