import { spawn, type ChildProcess } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { exhaustionOf, spawned } from '../../exhaustion.ts';
import { makePipes, readLines } from './output/index.ts';
import { send } from './processes.ts';
import { messageOf } from '../../../message-of.ts';
import { toolEnv } from './tool.ts';

/** Takes a line of a stream. */
export type TakeOutput = (stream: 'stdout' | 'stderr', text: string, cut: boolean, part: boolean) => void;

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The first line that it wrote to standard error. */
  readonly firstError: string;
}

/** A command line that became a program. */
export interface Launched {
  /** Of the process that was started. */
  readonly pid: number;
  /** It ended, and so did its streams, or a moment passed in which others kept them open. */
  readonly ended: Promise<Ending>;
}

/** A process, and what it writes as the program that it becomes. */
interface Started {
  readonly child: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/**
 * The file descriptor that a byte is written to once all is prepared. The next one becomes the program's standard error: before,
 * that is for the tools' messages.
 */
const READY = 3;

/** How long whoever inherited a stream may keep it open after the program ended. */
const STREAMS_END_MS = 1000;
/** What unshare(1) of util-linux 2.38 says, exiting with 1, where SIGKILL ended its child: it cannot end in the same way. */
const UNSHARE_AFTER_SIGKILL = 'sigprocmask unblock failed';

/**
 * Starts a command line in a session of its own and waits until all is prepared and it becomes the program.
 *
 * @param folder of the run
 * @throws Error with what was said, where it ends before that; ToolkitError SW_MACHINE_EXHAUSTED
 */
export async function launch(
  [command = '', ...args]: readonly string[],
  take: TakeOutput,
  folder: string,
): Promise<Launched> {
  const { child, stdout, stderr } = await start(command, args, folder);
  const outputs = [stdout, stderr];
  let firstError: string | undefined;
  const said = readText(child.stdio[2] as Readable).catch(messageOf);
  const streams = [
    readLines(stdout, (text, cut, part) => take('stdout', text, cut, part)),
    readLines(stderr, (text, cut, part) => {
      firstError ??= text;
      take('stderr', text, cut, part);
    }),
  ];
  const ended = ending(child, outputs, streams).then(async (end) => {
    const killed = end.code === 1 && (await said).includes(UNSHARE_AFTER_SIGKILL);
    return { ...(killed ? ({ code: null, signal: 'SIGKILL' } as const) : end), firstError: firstError ?? '' };
  });
  const ready = await Promise.race([readiness(child), ended.then(() => false)]);
  if (!ready || child.pid === undefined) {
    const error = new Error((await said).trim() || `${command} did not start`);
    throw exhaustionOf(error) ?? error;
  }
  return { pid: child.pid, ended };
}

/** The ends for writing are the child's alone: as long as this process had them too, the streams would not end with it. */
async function start(command: string, args: readonly string[], folder: string): Promise<Started> {
  using pipes = await makePipes(folder);
  const { stdout, stderr } = pipes;
  const child = spawn(command, args, {
    detached: true,
    env: toolEnv,
    cwd: '/',
    stdio: ['ignore', stdout.writeEnd, 'pipe', 'pipe', stderr.writeEnd],
  });
  await spawned(child);
  return { child, stdout: stdout.readEnd, stderr: stderr.readEnd };
}

/** Resolves to whether the byte came. */
function readiness(child: ChildProcess): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const pipe = child.stdio[READY] as Readable;
  pipe.once('data', () => {
    resolve(true);
    pipe.destroy();
  });
  pipe.once('error', () => resolve(false));
  return promise;
}

async function ending(
  child: ChildProcess,
  outputs: readonly Readable[],
  streams: readonly Promise<void>[],
): Promise<Pick<Ending, 'code' | 'signal'>> {
  const { promise, resolve } = Promise.withResolvers<Pick<Ending, 'code' | 'signal'>>();
  child.once('exit', (code, signal) => resolve({ code, signal }));
  child.once('error', () => resolve({ code: 127, signal: null }));
  const result = await promise;
  // Without a PID namespace, whatever the program left running is in its group.
  if (child.pid !== undefined) send(-child.pid, 'SIGKILL');
  const timer = setTimeout(
    () => [...child.stdio, ...outputs].forEach((stream) => stream?.destroy()),
    STREAMS_END_MS,
  );
  await Promise.all(streams);
  clearTimeout(timer);
  return result;
}
