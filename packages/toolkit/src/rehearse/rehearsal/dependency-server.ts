import { spawn } from 'node:child_process';
import { addAbortListener, once } from 'node:events';
import { createInterface } from 'node:readline';
import { ToolkitError } from '../../errors.ts';
import { freePort } from '../../child-process/free-port.ts';
import { exhaustionOf, spawned } from '../exhaustion.ts';
import { groupOf } from './process-group.ts';

/** How long a server may take until it says where it is. */
const START_MS = 60_000;
/** How long it may take to end, in milliseconds; then it is killed. */
const STOP_MS = 10_000;

/** A server that the rehearsal runs for a dependency. */
export interface DependencyServer extends AsyncDisposable {
  /** Where it is, as it said itself. */
  readonly url: string;
  /** Resolves, once it has ended without being disposed of, to an error that says so. */
  readonly ended: Promise<ToolkitError>;
}

/**
 * Starts a dependency's server: `run` with `--host 127.0.0.1 --port N`, N a free port, which prints its URL on a line of
 * its own once it accepts connections. It leads a process group of its own: a shell that runs it passes no signal on, so that
 * all of the group are told to end. Nothing of it outlives this process, unless that is killed.
 *
 * @param signal ends one that has not said its URL yet
 * @throws ToolkitError SW_DEPENDENCY_START where it can't be run, ends first, or says nothing in time; SW_MACHINE_EXHAUSTED;
 * the signal's reason
 */
export async function startDependencyServer(
  name: string,
  run: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<DependencyServer> {
  signal.throwIfAborted();
  const [command = '', ...args] = run;
  const child = spawn(command, [...args, '--host', '127.0.0.1', '--port', String(await freePort())], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const url = Promise.withResolvers<string>();
  const failure = (code: 'SW_DEPENDENCY_START' | 'SW_DEPENDENCY_ENDED', what: string) =>
    new ToolkitError(code, {
      what: [`${name}: ${run.join(' ')} ${what}`, ...said.slice(-5)].join('\n  '),
      where: 'rehearse.yaml dependencies',
    });
  const fail = (what: string) => url.reject(failure('SW_DEPENDENCY_START', what));
  await spawned(child).catch((error: Error) => {
    throw exhaustionOf(error) ?? failure('SW_DEPENDENCY_START', `could not be run: ${error.message}`);
  });
  const hear = (line: string) => {
    if (/^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(line.trim())) url.resolve(line.trim());
    else if (said.push(line) > 100) said.shift();
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  // Until nobody holds its output any more, be it a process that the first one has left behind.
  const closed = once(child, 'close');
  const group = groupOf(child);
  const ended = Promise.withResolvers<ToolkitError>();
  let isClosed = false;
  let isStopping = false;
  void closed.then(([code, killedBy]) => {
    isClosed = true;
    group[Symbol.dispose]();
    const what = `ended with ${String(code ?? killedBy)}`;
    fail(`${what} before it said its URL`);
    if (!isStopping) ended.resolve(failure('SW_DEPENDENCY_ENDED', what));
  });
  const timeout = setTimeout(() => fail(`did not say its URL within ${START_MS / 1000} s`), START_MS);
  const stop = async () => {
    isStopping = true;
    if (isClosed) return;
    group.signal('SIGTERM');
    const kill = setTimeout(() => {
      group.signal('SIGKILL');
      // Whoever has left the group may hold them for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    }, STOP_MS);
    await closed;
    clearTimeout(kill);
  };
  using _onAbort = addAbortListener(signal, () => url.reject(signal.reason));
  try {
    return { url: await url.promise, ended: ended.promise, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timeout);
  }
}
