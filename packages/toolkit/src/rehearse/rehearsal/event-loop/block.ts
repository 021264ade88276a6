import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { catchesSignal, type RunningContainer } from '../../engines/index.ts';
import { spawned, throwIfExhausted } from '../../exhaustion.ts';
import type { BlockerSays } from './blocker.ts';

/**
 * Keeps the event loop of a container's main process busy until it is disposed of, or `atMostMs` are over: the process is
 * told by SIGUSR1 to open its debugger, as Node does on its loopback address, and evaluates an empty loop. All its other
 * threads go on. A string says why that cannot be done.
 *
 * @throws ToolkitError SW_MACHINE_EXHAUSTED
 */
export async function blockEventLoop(
  process: Pick<RunningContainer, 'pid' | 'signal'>,
  atMostMs: number,
): Promise<AsyncDisposable | string> {
  const { pid } = process;
  if (pid === undefined) return 'its main process is none of this machine';
  const hindrance = whyNot(pid);
  if (hindrance !== undefined) return hindrance;
  process.signal('SIGUSR1');
  const entry = fileURLToPath(new URL(`./blocker${extname(import.meta.url)}`, import.meta.url));
  const blocker = spawn(
    'nsenter',
    [`--net=/proc/${pid}/ns/net`, globalThis.process.execPath, entry, String(atMostMs)],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  try {
    await spawned(blocker);
  } catch (error) {
    throwIfExhausted(error);
    return 'nsenter is missing';
  }
  blocker.stdin.on('error', () => {}); // It ended before: there is nothing left to end.
  const said: Promise<BlockerSays | undefined> = firstLine(blocker.stdout);
  const ended = new Promise<void>((resolve) => blocker.once('close', () => resolve()));
  if ((await said) !== 'blocked') {
    blocker.stdin.end();
    await ended;
    return 'its debugger did not open, or belongs to somebody else';
  }
  return {
    [Symbol.asyncDispose]: async () => {
      blocker.stdin.end();
      await ended;
    },
  };
}

/** What stands against it; a process that does not catch SIGUSR1 would be ended by it. */
function whyNot(pid: number): string | undefined {
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`));
    if (!program.startsWith('node'))
      return `its main process is ${program}, and only a Node program can be told from outside to run a loop`;
    if (!catchesSignal(readFileSync(`/proc/${pid}/status`, 'utf8'), 'SIGUSR1'))
      return 'its Node does not open a debugger at SIGUSR1';
    if (readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net'))
      return "it shares this machine's network, where the debugger's port may be another program's";
    return undefined;
  } catch (error) {
    throwIfExhausted(error);
    return 'its main process has ended';
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<BlockerSays | undefined> {
  for await (const line of createInterface({ input: stream })) return line as BlockerSays;
  return undefined;
}
