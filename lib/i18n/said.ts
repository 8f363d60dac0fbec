type Translate = { (name: never): string; has(name: never): boolean };

/** The reader's word of that name, or `otherwise` where the messages have none. */
export const said = (t: Translate, name: string, otherwise: string): string => (t.has(name as never) ? t(name as never) : otherwise);
