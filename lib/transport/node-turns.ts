import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseForNow } from './node-refusals';
import { Unanswered } from './node-unanswered';
import { isAt } from './path';

// Whatever Next answers takes the one thread that verification needs, too. So many wait together for the database; more would only wait for each other.
const pages = newLane(8);
// Who sends much holds up only others who do: a turn of theirs may have to wait for it.
const uploads = newLane(2);
// Who watches is not kept waiting by those who are watched.
const metrics = newLane(1);
// Bytes. So much of a body Node keeps for whoever will read it; it is waited for before the turn.
const smallBody = 15_000;
const mostWaiting = 1_000;
// A client may send several requests at once; no browser does.
const unanswered = new Unanswered(32);
// Milliseconds. Who reads slowly, or waits for a database that is silent, holds up the others for no longer.
const longestTurn = 1_000;

type Lane = { atOnce: number; taken: number; waiting: (() => void)[] };

/**
 * Answers when it is this request's turn; not at all where its client has gone meanwhile, and with 503 where too many are waiting.
 * A connection that asks for more than it could want is ended.
 */
export async function inTurn(request: IncomingMessage, response: ServerResponse, answer: () => Promise<void> | void): Promise<void> {
  const { socket } = request;
  const few = unanswered.begin(socket);
  response.once('close', () => unanswered.end(socket));
  if (!few) return void socket.destroy();
  const lane = laneOf(request);
  if (lane === pages) await arrived(request);
  if (lane.waiting.length >= mostWaiting) return refuseForNow(response);
  await turn(lane);
  const end = ending(lane);
  try {
    if (!socket.destroyed) await answer();
  } finally {
    end();
  }
}

function laneOf({ url, headers }: IncomingMessage): Lane {
  if (Number(headers['content-length'] ?? 0) > smallBody) return uploads;
  return isAt(url!, '/metrics') ? metrics : pages;
}

/** Until the body is here, or its client has gone. It is left in the request, for who reads it. */
function arrived(request: IncomingMessage): Promise<void> | void {
  if (request.complete || request.destroyed || Number(request.headers['content-length'] ?? 0) === 0) return;
  return new Promise((resolve) => {
    const look = () => {
      if (!request.complete && !request.destroyed) return;
      request.off('readable', look).off('close', look);
      resolve();
    };
    request.on('readable', look).on('close', look);
  });
}

function newLane(atOnce: number): Lane {
  return { atOnce, taken: 0, waiting: [] };
}

function turn(lane: Lane): Promise<void> | void {
  if (lane.taken === lane.atOnce) return new Promise((resolve) => lane.waiting.push(resolve));
  lane.taken++;
}

/** What ends a turn, once; time does, too. */
function ending(lane: Lane): () => void {
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    next(lane);
  };
  const timer = setTimeout(end, longestTurn).unref();
  return end;
}

/** The next turn begins after whatever has arrived meanwhile: verifications among it. */
function next(lane: Lane): void {
  const resolve = lane.waiting.shift();
  if (resolve) setImmediate(resolve);
  else lane.taken--;
}
