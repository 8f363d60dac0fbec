import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a database that can be cut or held up, as when its machine is gone or stuck; or that loses its answers alone. */
export async function proxyTo(url: string): Promise<{ url: string; cut(): Promise<void>; stall(): void; loseAnswers(): void; restore(): Promise<void>; stop(): Promise<void> }> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const answering = new Set<Socket>();
  let stalled = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    answering.add(upstream.on('close', () => answering.delete(upstream)));
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from);
      from.on('data', (chunk) => to.write(chunk));
      if (stalled) from.pause();
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(port);
  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: proxied.href,
    cut,
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    loseAnswers: () => {
      for (const socket of answering) socket.removeAllListeners('data').resume();
    },
    restore: async () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
    stop: async () => {
      if (server.listening) await cut();
    },
  };
}
