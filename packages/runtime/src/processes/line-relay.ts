import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';

/** How soon to look again whether the reader has caught up, in milliseconds. */
const RETRY_MS = 20;
const NEWLINE = 10;

/**
 * Passes on what a process writes, whole lines only: several writers of one pipe would tear lines that are longer than
 * PIPE_BUF (pipe(7)). While `write` returns false nothing more is read, so that the process itself sees a slow reader.
 * Resolves at the end of the stream; a line that a killed process left unfinished is ended.
 */
export function relayLines(
  stream: Readable,
  write: (text: string, lines: number) => boolean,
  clock: Clock,
): Promise<void> {
  let unfinished: Buffer[] = [];
  const pass = (chunk: Buffer) => {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) return void unfinished.push(chunk);
    const whole = Buffer.concat([...unfinished, chunk.subarray(0, end)]);
    unfinished = end === chunk.length ? [] : [chunk.subarray(end)];
    if (!write(whole.toString(), countLines(whole))) rest();
  };
  const rest = () => {
    stream.pause();
    clock.after(RETRY_MS, () => {
      // An empty text changes nothing, and asks.
      if (write('', 0)) stream.resume();
      else rest();
    });
  };
  stream.on('data', pass);
  return new Promise((resolve) => {
    stream.once('close', () => {
      if (unfinished.length > 0) pass(Buffer.from('\n'));
      resolve();
    });
  });
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
