import type { Socket } from 'node:net';

/** Counts what each connection has asked and not been answered; a client may send several requests at once. */
export class Unanswered {
  private readonly counts = new WeakMap<Socket, number>();

  constructor(private readonly most: number) {}

  /** Counts one more. False where those are more than anybody could want. */
  begin(socket: Socket): boolean {
    const count = (this.counts.get(socket) ?? 0) + 1;
    this.counts.set(socket, count);
    return count <= this.most;
  }

  end(socket: Socket): void {
    this.counts.set(socket, this.counts.get(socket)! - 1);
  }
}
