/** How programs reach an operation over HTTP. Placeholders in the path are named after fields of the input. */
export type Rest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: `/v1/${string}`;
  summary: string;
  /** Which of lib/transport/rest-shapes it speaks; without one, the operation's own name. */
  shape?: string;
};

/** How a language model sees the operation: as a tool of its name. */
export type Mcp = {
  title: string;
  description: string;
  /** Takes something away that cannot be had back. */
  destructive?: true;
  /** Doing it twice is as good as once. Reads always are. */
  idempotent?: true;
  /** The answer holds a key's plaintext, which is handed to its creator and not to the model. */
  reveals?: true;
  /** A field of the answer that is for people only, and the page of the organization where a person gets it. */
  withholds?: { field: string; page: string; because: string };
};
