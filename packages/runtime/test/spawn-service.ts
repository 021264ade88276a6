import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One line of a service's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A service under test, in a process of its own. */
export interface SpawnedService extends AsyncDisposable {
  readonly pid: number;
  /** Every line so far; a line that is no JSON appears as `{ text }`. */
  readonly lines: readonly LogLine[];
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exit: Promise<Exit>;
  /** The first line, past or to come, that matches. Rejects where the process ends without one. */
  line(matches: (line: LogLine) => boolean): Promise<LogLine>;
  kill(signal: NodeJS.Signals): void;
}

/** Where to run it, and behind which program (such as `unshare`). */
export interface SpawnOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  readonly prefix?: readonly string[];
}

/** Runs a program of `test/` from source, by the Node that runs the tests. Ports are free ones unless given. */
export function spawnService(
  program: string,
  { env = {}, args = [], prefix = [] }: SpawnOptions = {},
): SpawnedService {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const [command = '', ...rest] = [
    ...prefix,
    process.execPath,
    '--conditions=seaworthy-source',
    file,
    ...args,
  ];
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], PORT: '0', ADMIN_PORT: '0', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let stdout = '';
  let stderr = '';
  let ended = false;
  const settle = () => {
    for (const look of waiting) look();
  };
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(parse(text));
    settle();
  });
  const exit = new Promise<Exit>((resolve) => {
    child.on('close', (code, signal) => {
      ended = true;
      settle();
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid ?? 0,
    lines,
    exit,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    line: (matches) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(matches);
          if (found === undefined && !ended) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`ended without that line: ${JSON.stringify(lines, null, 1)}\n${stderr}`));
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { text };
  }
}
