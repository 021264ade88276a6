import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { spawned } from '../../exhaustion.ts';
import type { ExecResult } from '../engine.ts';
import { isNotExecuted } from './isolation/index.ts';
import { send } from './processes.ts';
import { toolEnv } from './tool.ts';

/** How much of what a command says is kept for a message. In characters. */
const KEPT = 4096;

/**
 * Runs a command line to its end, which is when nobody holds its output open any more.
 *
 * @param ended called once the command itself has ended. Default: nobody is told
 * @throws the signal's reason once it aborts: the command is killed; Error where it could not be executed; ToolkitError
 * SW_MACHINE_EXHAUSTED
 */
export async function runToEnd(
  [command = '', ...args]: readonly string[],
  signal: AbortSignal,
  ended: () => void = () => {},
): Promise<ExecResult> {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    detached: true,
    env: toolEnv,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await spawned(child);
  const { promise, resolve, reject } = Promise.withResolvers<ExecResult>();
  const { pid, stdout, stderr } = child;
  let said = '';
  for (const stream of [stdout, stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(0, KEPT)));
  const onAbort = () => {
    if (pid !== undefined) send(-pid, 'SIGKILL');
    stdout.destroy();
    stderr.destroy();
    reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  child.once('error', reject);
  child.once('exit', ended);
  child.once('close', (code, killedBy) => {
    if (isNotExecuted(code, said)) reject(new Error(said.trim()));
    else resolve({ code: code ?? 128 + constants.signals[killedBy ?? 'SIGKILL'], output: said });
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
