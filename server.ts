import { executionAsyncResource } from 'node:async_hooks';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { database } from './db/client';
import { StartProblem } from './db/problems';
import { seedDemo } from './lib/demo';
import { environment, EnvironmentError, publicUrl } from './lib/env';
import { once } from './lib/once';
import { announceSetUp, start, stop } from './lib/start';
import { cleanse } from './lib/transport/client-address';
import { logErrors } from './lib/transport/node-console';
import { inContext, provideContexts } from './lib/transport/node-contexts';
import { answerAlive, answerReady, closeWithConnection, guarded, listening, shutDown, type Answerer } from './lib/transport/node';
import { logRequest } from './lib/transport/node-log';
import { refuseBadAddress, refuseLargeBody, refuseStrangeMethod } from './lib/transport/node-refusals';
import { inTurn } from './lib/transport/node-turns';
import { answerVerification } from './lib/transport/node-verification';

// Else V8 makes the rows of look-ups among what is long-lived, where they stay until the next full collection.
setFlagsFromString('--no-allocation-site-pretenuring');
// Keeps one tick alive: where a collection finds none, V8 drops their hidden class, and one start in four had ticks of 435 ns instead of 100 for good, several a request.
process.nextTick(() => once('tick', executionAsyncResource));

/** Node's http server: the verification paths answered here, everything else by Next. */
async function main(): Promise<void> {
  once('served by', () => 'server');
  const { HOST, PORT } = environment();
  const dev = process.argv.includes('--dev');
  if (!dev) provideContexts();
  const { default: next } = await import('next');
  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void = () => {};
  let ready: Promise<void> | null = null;
  const answerPage = async (request: IncomingMessage, response: ServerResponse) => {
    closeWithConnection(request, response);
    logRequest(request, response);
    if (refuseStrangeMethod(request, response) || refuseLargeBody(request, response) || refuseBadAddress(request, response)) return;
    cleanse(request);
    await inContext(response, () => inTurn(request, response, () => handle(request, response)));
  };
  const answer: Answerer = (request, response, fail) => {
    if (answerVerification(request, response, fail) || answerReady(request, response, fail)) return;
    return answerPage(request, response);
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, guarded((request, response, fail) => {
    if (answerAlive(request, response, fail)) return;
    return ready ? ready.then(() => answer(request, response, fail)) : answer(request, response, fail);
  }));
  // Node would leave out what comes after a thousand lines, unsaid; the head's 16 KB are bound enough.
  server.maxHeadersCount = 0;
  const port = await listening(server, PORT, HOST);
  // Only the development server takes upgrades: without a listener Node answers a request that offers one like any other.
  const app = next({ dev, port, httpServer: dev ? server : createServer() });
  ready = Promise.all([start(), app.prepare()]).then(() => void (handle = app.getRequestHandler()));
  await ready;
  ready = null;
  shutDown(server, async () => {
    await app.close();
    await stop();
  });
  const url = publicUrl(environment(), port);
  if (process.argv.includes('--demo')) await seedDemo();
  await announceSetUp(url);
  if (!dev) logErrors();
  console.log(`Latchkey keeps everything in ${database().place}.`);
  console.log(`Latchkey is ready on port ${port}: ${url}`);
}

main().catch((error: unknown) => {
  const expected = error instanceof StartProblem || error instanceof EnvironmentError;
  console.error(expected ? error.message : error);
  process.exit(1);
});
