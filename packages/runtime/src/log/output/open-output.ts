import { symbols } from 'pino';
import type { Clock } from '../../clock.ts';
import { withoutExcess } from '../encoding/long-line.ts';
import { LevelNumber } from '../level.ts';
import { BufferedWriter } from './buffered-writer.ts';
import type { LineWriter } from './line-writer.ts';
import type { Prettifier } from './pretty.ts';
import { standardOutput } from './standard-output.ts';
import { TextWriter } from './text-writer.ts';

/** What takes a log's lines; of the functions, see those of `ServiceLog`. */
export interface LogOutput {
  readonly writer: LineWriter;
  readonly flushWithin: (ms: number) => void;
  readonly relay: (text: string, lines: number) => boolean;
  readonly lostLines: () => number;
  /** Flushes it, and lets the process's end be. */
  readonly close: () => void;
}

/**
 * Opens standard output, which is flushed at the end of the process; or `stream`, which takes each line at once.
 *
 * @param dropNotice see {@link BufferedWriter}
 */
export function openOutput(
  stream: { write(line: string): unknown } | undefined,
  clock: Clock,
  dropNotice: (count: number) => string,
): LogOutput {
  if (stream !== undefined)
    return {
      writer: new TextWriter(
        (line) => stream.write(line),
        () => {},
      ),
      relay(text) {
        stream.write(text);
        return true;
      },
      flushWithin() {},
      lostLines: () => 0,
      close() {},
    };
  const writer = new BufferedWriter({ clock, dropNotice, write: standardOutput() });
  const end = () => writer.end();
  process.on('exit', end);
  const close = () => {
    process.off('exit', end);
    writer.end();
  };
  const relay = (text: string, lines: number) => {
    writer.write(text, true, lines);
    return !writer.stalled;
  };
  return {
    writer,
    flushWithin: (ms) => writer.flushWithin(ms),
    relay,
    lostLines: () => writer.lost,
    close,
  };
}

/** Gives `writer` its lines as people read them. */
export function prettyWriter(writer: LineWriter, prettify: Prettifier): LineWriter {
  return new TextWriter(
    (line, urgent) => writer.write(prettify(line), urgent),
    () => writer.flush(),
  );
}

/**
 * The stream that pino is given for `writer`: it is told each line's level beforehand, as it asks to.
 *
 * @param message what a line calls its message
 */
export function pinoStream(writer: LineWriter, message: string) {
  return {
    [symbols.needsMetadataGsym]: true as const,
    lastLevel: 0,
    write(line: string): void {
      writer.write(withoutExcess(line, message), this.lastLevel >= LevelNumber.error);
    },
    flushSync: () => writer.flush(),
  };
}
