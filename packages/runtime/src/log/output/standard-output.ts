import { writeSync } from 'node:fs';

/**
 * Writes to standard output without waiting for a slow reader: on a full pipe it throws EAGAIN.
 *
 * Opening `process.stdout` is what makes a pipe or a socket non-blocking (libuv's uv_pipe_open); the writes themselves
 * bypass the stream, whose own queue is unbounded and lost at `process.exit` (pino #2054, #2481).
 */
export function standardOutput(): (bytes: Uint8Array) => number {
  const { stdout } = process;
  // What others write by the stream must not end the service when the reader has gone (EPIPE).
  if (!stdout.listeners('error').includes(ignore)) stdout.on('error', ignore);
  return (bytes) => writeSync(1, bytes);
}

function ignore(): void {}
