type Arguments = Record<string, string>;

/** What a person may want to start with. */
export const prompts = [
  {
    name: 'find_stale_keys',
    title: 'Find stale keys',
    description: 'Looks for keys that nobody uses, that never expire or that may do too much, and proposes what to do about each.',
    arguments: [],
    text: () =>
      'Call report_keys. For each key in it, say in one line why it stands there, when it was last used and who made it. '
      + 'Then propose one step for each: leave it, set an expiry, narrow its scopes, disable it, or revoke it. '
      + 'Prefer disabling to revoking, for it can be undone. Change nothing before I have agreed, key by key.',
  },
  {
    name: 'prepare_rotation',
    title: 'Prepare a rotation',
    description: 'Finds out what depends on a key and plans its rotation; rotates only on your word.',
    arguments: [{ name: 'key', description: 'The key’s id or its name.', required: true }],
    text: ({ key }: Arguments) =>
      `Find the key ${JSON.stringify(key?.slice(0, 200))} with list_keys or get_key. Tell me what it may do, when and from where it was last used, and when it expires. `
      + 'Then plan its rotation: which programs need the new secret, how long the old one should stay good (the grace), and how we see that nobody uses the old one any more. '
      + 'Wait for my word before you call rotate_key. It answers with a link: give me the link as it is. It works once, for ten minutes, and only I can open it.',
  },
] as const satisfies readonly { name: string; title: string; description: string; arguments: readonly { name: string; description: string; required: boolean }[]; text: (given: Arguments) => string }[];

export const promptNamed = (name: string) => prompts.find((prompt) => prompt.name === name);
