import type { Readable } from 'node:stream';

/** Longer lines are given on in pieces, each said to be one. In characters. */
const LONGEST_LINE = 2 ** 20;
/** A program that writes more in this time waits, as for a slow log disk: it must not take this process's CPU and memory. */
const TURN_MS = 100;
const CHARACTERS_PER_TURN = 2 ** 21;

/** Takes a line without its end: `cut` where the stream ended before that, `part` where it is a piece of a longer one. */
type TakeLine = (text: string, cut: boolean, part: boolean) => void;

/** Splits what a program writes into lines. Resolves when the stream has ended. */
export function readLines(stream: Readable, take: TakeLine): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let pieces: string[] = [];
  let held = 0;
  /** Pieces of the line were given on already. */
  let isPart = false;
  let turnEnds = 0;
  let left = 0;
  const flush = (last: string, end: 'line' | 'stream' | 'piece') => {
    take(pieces.length === 0 ? last : pieces.join('') + last, end === 'stream', isPart || end === 'piece');
    pieces = [];
    held = 0;
    isPart = end === 'piece';
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      flush(chunk.slice(from, end), 'line');
      from = end + 1;
    }
    if (from < chunk.length) {
      pieces.push(chunk.slice(from));
      held += chunk.length - from;
      if (held >= LONGEST_LINE) flush('', 'piece');
    }
    const now = performance.now();
    if (now >= turnEnds) [turnEnds, left] = [now + TURN_MS, CHARACTERS_PER_TURN];
    left -= chunk.length;
    if (left > 0) return;
    stream.pause();
    setTimeout(() => stream.resume(), turnEnds - now);
  });
  stream.once('close', () => {
    if (held > 0 || isPart) flush('', 'stream');
    resolve();
  });
  stream.once('error', () => stream.destroy());
  return promise;
}
