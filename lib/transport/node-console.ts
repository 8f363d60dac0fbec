import { log, masked } from '@/lib/log';

// What Node says of a request whose client has gone; its line in the log says so.
const isGone = (error: Error & { code?: string }) => error.code === 'ECONNRESET' && error.message === 'aborted';

/** Has what Next prints of an error be a line of the log as well, under the number that its page shows: the words of an error can hold a query and its values. */
export function logErrors(): void {
  console.error = (...said: unknown[]) => {
    const err = said.find((one) => one instanceof Error) as (Error & { digest?: string }) | undefined;
    if (err && isGone(err)) return;
    if (err) log().error({ err, digest: err.digest }, 'unforeseen');
    else log().error(masked(said.join(' ')));
  };
}
