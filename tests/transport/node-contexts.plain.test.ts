import hooks, { AsyncResource, type AsyncLocalStorage } from 'node:async_hooks';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inContext, provideContexts, watches } from '@/lib/transport/node-contexts';

const nodes = Object.getOwnPropertyDescriptor(hooks, 'AsyncLocalStorage')!;
let storage: AsyncLocalStorage<unknown>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  provideContexts();
  storage = new hooks.AsyncLocalStorage();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  Object.defineProperty(hooks, 'AsyncLocalStorage', nodes);
});

/** A page under way: what a resource made for it still knows of its context, and how it ends. */
function aPage(name: string) {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  let resource!: AsyncResource;
  const done = inContext(response, () => storage.run(name, async () => void (resource = new AsyncResource('page'))));
  return {
    context: () => resource.runInAsyncScope(() => storage.getStore()),
    end: () => {
      response.emit('close');
      return done;
    },
  };
}

/** What is left of a context when nothing is watched any more: a Node that watches nothing keeps it. */
const rested = (name: string) => (watches ? undefined : name);

test('a second after the last page nothing is watched any more', async () => {
  const page = aPage('first');
  await page.end();
  expect(page.context()).toBe('first');
  vi.advanceTimersByTime(1_000);
  expect(page.context()).toBe(rested('first'));
});

test('a page keeps its context to its end, whatever ends beside it, and the next one has its own', async () => {
  const [slow, quick] = [aPage('slow'), aPage('quick')];
  await quick.end();
  vi.advanceTimersByTime(60_000);
  expect(slow.context()).toBe('slow');
  await slow.end();
  vi.advanceTimersByTime(999);
  const next = aPage('next');
  vi.advanceTimersByTime(60_000);
  expect(next.context()).toBe('next');
  await next.end();
  vi.advanceTimersByTime(1_000);
  expect(next.context()).toBe(rested('next'));
  const later = aPage('later');
  expect(later.context()).toBe('later');
  await later.end();
});

test('a page that fails counts as ended', async () => {
  const page = aPage('before');
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  await expect(inContext(response, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await page.end();
  vi.advanceTimersByTime(1_000);
  expect(page.context()).toBe(rested('before'));
});
