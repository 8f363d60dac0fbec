import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection to the app, on which the test may say what it likes. */
export async function opened(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are, and gives the first line of what comes back. */
export async function raw(url: string, text: string): Promise<string> {
  const socket = await opened(url);
  socket.write(text);
  let said = '';
  for await (const chunk of socket) {
    said += chunk;
    if (said.includes('\r\n')) break;
  }
  socket.destroy();
  return said.split('\r\n')[0]!;
}
