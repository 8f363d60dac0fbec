declare module 'vitest' {
  interface ProvidedContext {
    /** Which database the project's tests run on. */
    engine: 'embedded' | 'postgresql';
    /** A migrated data folder, as a file, to start embedded databases from. */
    image: string;
    /** The test server; its template database is migrated. */
    server: { url: string; template: string };
  }
}

export {};
