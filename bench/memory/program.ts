import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bundled, goBuild, SERVER_CORE, spawnPinned } from '../form/index.ts';

/** A server of this bench. */
export interface Program {
  readonly name: string;
  readonly command: (limitMiB: number) => readonly string[];
  readonly env?: (limitMiB: number) => Readonly<Record<string, string>>;
  /** Why it can't be had here. */
  readonly missing?: string;
}

/** A program that runs in its group. */
export interface RunningProgram {
  readonly port: number;
  /** Aborts when it is gone. */
  readonly gone: AbortSignal;
  /** The end of what it printed. */
  readonly output: () => string;
  kill(): Promise<void>;
}

const peer = (name: string) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** Ours and the peers. */
export async function programs(): Promise<readonly Program[]> {
  const node = await bundled(peer('node.ts'));
  const ours = await bundled(peer('seaworthy.ts'));
  const service = (name: string, env: Readonly<Record<string, string>>): Program => ({
    name,
    command: () => [process.execPath, ours],
    env: () => ({ PORT: '0', ADMIN_PORT: '0', HOST: '127.0.0.1', ...env }),
  });
  const binary = goBuild(peer('go'));
  const go = (name: string, env: Program['env']): Program => ({
    name,
    command: () => (binary === undefined ? [] : [binary]),
    ...(env && { env }),
    ...(binary === undefined && { missing: 'Go is not on the PATH' }),
  });
  return [
    service('seaworthy', {}),
    service('seaworthy-plain', { PLAIN: '1' }),
    { name: 'node', command: () => [process.execPath, node] },
    {
      name: 'node-75-percent',
      command: () => [process.execPath, '--max-old-space-size-percentage=75', node],
    },
    go('go', undefined),
    go('go-memlimit', (limitMiB) => ({ GOMEMLIMIT: `${Math.floor(limitMiB * 0.9)}MiB` })),
  ];
}

/**
 * Starts a command line on a core of its own and waits until it says where it listens.
 *
 * @throws when it ends before
 */
export async function startProgram(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const child = spawnPinned(SERVER_CORE, command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
  });
  const gone = new AbortController();
  const exited = once(child, 'exit').finally(() => gone.abort());
  let output = '';
  const listening = Promise.withResolvers<number>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
      const [, port] = /listening on (\d+)/.exec(output) ?? [];
      if (port !== undefined) listening.resolve(Number(port));
    });
  gone.signal.addEventListener('abort', () =>
    listening.reject(new Error(`${command.join(' ')} ended before it listened: ${output}`)),
  );
  const port = await listening.promise;
  return {
    port,
    gone: gone.signal,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
