import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';

/** How soon to look again whether the reader has caught up, in milliseconds. */
const RETRY_MS = 20;
const NEWLINE = 10;
const LINE_END = Buffer.from('\n');
/** How much of a line is kept until its end comes, in bytes: more than the longest of the log's own, a million characters. */
const MAX_UNFINISHED = 4 * 2 ** 20;
/** What a part takes beside its bytes: a process may write dots, one by one. */
const PART_BYTES = 256;

/**
 * Passes on what a process writes, whole lines only: several writers of one pipe would tear lines that are longer than
 * PIPE_BUF (pipe(7)). While `write` returns false nothing more is read, so that the process itself sees a slow reader.
 * Resolves at the end of the stream; a line that a killed process left unfinished is ended, and so is one that does not end.
 */
export function relayLines(
  stream: Readable,
  write: (text: string, lines: number) => boolean,
  clock: Clock,
): Promise<void> {
  let unfinished: Buffer[] = [];
  let kept = 0;
  const keep = (part: Buffer) => {
    if (part.length === 0) return;
    unfinished.push(part);
    kept += part.length + PART_BYTES;
    if (kept > MAX_UNFINISHED) pass(LINE_END);
  };
  const pass = (chunk: Buffer) => {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) return keep(chunk);
    const whole = Buffer.concat([...unfinished, chunk.subarray(0, end)]);
    unfinished = [];
    kept = 0;
    keep(chunk.subarray(end));
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
      if (unfinished.length > 0) pass(LINE_END);
      resolve();
    });
  });
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
