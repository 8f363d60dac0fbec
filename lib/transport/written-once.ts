type Scopes = readonly string[];

/** Writes each array of scopes once: the effective ones of many keys are one array. */
export function writtenOnce(write: (scopes: Scopes) => string): (scopes: Scopes) => string {
  const written = new WeakMap<Scopes, string>();
  return (scopes) => {
    let text = written.get(scopes);
    if (text === undefined) written.set(scopes, (text = write(scopes)));
    return text;
  };
}
