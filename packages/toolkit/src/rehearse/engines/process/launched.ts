import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { readLines } from './output/index.ts';
import { messageOf, toolEnv } from './tool.ts';

/** Takes a line of a stream. */
export type TakeOutput = (stream: 'stdout' | 'stderr', text: string, cut: boolean) => void;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A command line that was started. */
export interface Launched {
  readonly pid: number;
  /** It ended, and so did its streams, or a moment passed in which others kept them open. */
  readonly ended: Promise<Ending>;
  /** What it wrote to standard error first. */
  readonly firstError: () => string;
}

/** How long whoever inherited a stream may keep it open after the program ended. */
const STREAMS_END_MS = 1000;

/**
 * Starts a command line in a session of its own and waits until it wrote a byte to file descriptor 3: all is prepared, and
 * it becomes the program. Lines are given on from then on.
 *
 * @throws Error with what was said, where it ends before that
 */
export async function launch(
  [command = '', ...args]: readonly string[],
  take: TakeOutput,
): Promise<Launched> {
  const child = spawn(command, args, {
    detached: true,
    env: toolEnv,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let prepared = false;
  const early: Parameters<TakeOutput>[] = [];
  let firstError: string | undefined;
  const streams = (['stdout', 'stderr'] as const).map((name, index) =>
    readLines(child.stdio[index + 1] as Readable, (text, cut) => {
      if (name === 'stderr') firstError ??= text;
      if (prepared) take(name, text, cut);
      else early.push([name, text, cut]);
    }),
  );
  const ended = ending(child, streams);
  const ready = readiness(child);
  const failed = await Promise.race([ready.then(() => undefined), ended.then(() => 'ended')]).catch(
    messageOf,
  );
  if (failed !== undefined || child.pid === undefined) {
    const said = early.map(([, text]) => text).join('; ');
    throw new Error(said === '' ? `${command}: ${failed ?? 'not started'}` : said);
  }
  prepared = true;
  for (const line of early) take(...line);
  return { pid: child.pid, ended, firstError: () => firstError ?? '' };
}

/** Resolves at the byte; rejects where the command cannot be started. */
function readiness(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const pipe = child.stdio[3] as Readable;
  pipe.once('data', () => {
    resolve();
    pipe.destroy();
  });
  pipe.once('error', reject);
  child.once('error', reject);
  return promise;
}

async function ending(child: ChildProcess, streams: readonly Promise<void>[]): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  child.once('exit', (code, signal) => resolve({ code, signal }));
  child.once('error', () => resolve({ code: 127, signal: null }));
  const result = await promise;
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, STREAMS_END_MS);
  await Promise.all(streams);
  clearTimeout(timer);
  return result;
}
