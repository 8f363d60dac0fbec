/** What /livez answers: the process does; nothing else is asked. */
export const alive = { body: 'ok\n', headers: { 'Content-Type': 'text/plain;charset=UTF-8', 'Cache-Control': 'no-store' } } as const;
