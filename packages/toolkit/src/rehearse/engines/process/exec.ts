import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { spawned } from '../../exhaustion.ts';
import { isNotExecuted } from './isolation/index.ts';
import { send } from './processes.ts';
import { toolEnv } from './tool.ts';

/** How much of what a command says is kept for a message. In characters. */
const KEPT = 4096;

/**
 * Runs a command line to its end and resolves to its exit status, 128 + n after signal n.
 *
 * @throws the signal's reason once it aborts: the command is killed; Error where it could not be executed; ToolkitError
 * SW_MACHINE_EXHAUSTED
 */
export async function runToEnd(
  [command = '', ...args]: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    detached: true,
    env: toolEnv,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await spawned(child);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { pid } = child;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(0, KEPT)));
  const onAbort = () => {
    if (pid !== undefined) send(-pid, 'SIGKILL');
    child.stderr.destroy();
    reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  child.once('error', reject);
  child.once('close', (code) => {
    if (isNotExecuted(code, said)) reject(new Error(said.trim()));
    else resolve(code ?? 0);
  });
  child.once('exit', (code, killedBy) => {
    // Only what could not be executed has something to say; whatever it left running may hold the stream for ever.
    if (code === 126 || code === 127) return;
    resolve(code ?? 128 + constants.signals[killedBy ?? 'SIGKILL']);
    child.stderr.destroy();
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
