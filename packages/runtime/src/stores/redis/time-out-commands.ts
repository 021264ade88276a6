import type { Redis } from 'ioredis';
import { afterArrivals } from '../../after-arrivals.ts';
import type { Clock } from '../../clock.ts';

/** How long a server may take, in milliseconds. */
export interface Patience {
  /** Until a command without an answer fails. */
  readonly commandMs: number;
  /** Until the connection is closed on which nothing at all has come since a command was sent; at least `commandMs`. */
  readonly silenceMs: number;
}

/**
 * Fails commands that are not answered in time. ioredis would do so by timers that run before sockets are read: after a stall of
 * the event loop every command under way would have failed, with its answer there.
 */
export function timeOutCommands(client: Redis, clock: Clock, { commandMs, silenceMs }: Patience): void {
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    // None before the first connection, which types don't know.
    const socket: Redis['stream'] | undefined = client.stream;
    const read = socket?.bytesRead;
    const timer = afterArrivals(clock, commandMs, () => {
      command.reject(new Error('Command timed out'));
      // It stays queued for its answer: this ends the queue of a server that hangs.
      afterArrivals(clock, silenceMs - commandMs, () => {
        if (socket?.bytesRead === read) socket?.destroy(new Error(`No data in ${silenceMs} ms`));
      });
    });
    command.promise.then(timer.clear, timer.clear);
    return send(command, stream);
  };
}
