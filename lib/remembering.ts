/**
 * A function that answers as `make` does, and remembers its last answers, `most` at once: for what follows from the name alone, is asked again and again, and is dear to make.
 * What throws, or is null, is not remembered.
 */
export function remembering<T>(most: number, make: (name: string) => T): (name: string) => T {
  const known = new Map<string, NonNullable<T>>();
  return (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const made = make(name);
    if (made === null || made === undefined) return made;
    if (known.size >= most) known.clear();
    known.set(name, made);
    return made;
  };
}
