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

/** A service in a process of its own. Disposing of it kills it. */
export interface SpawnedService extends AsyncDisposable {
  readonly pid: number;
  /** Every line so far; a line that is no JSON object appears as `{ text }`. */
  readonly lines: readonly LogLine[];
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Rejects where it could not be run at all. */
  readonly exit: Promise<Exit>;
  /** The first line, past or to come, that matches. Rejects where the process ends without one. */
  line(matches: (line: LogLine) => boolean): Promise<LogLine>;
  /** Base URL of the service's own listener, once it listens. */
  url(): Promise<string>;
  /** Base URL of probes and metrics, once they are served. */
  adminUrl(): Promise<string>;
  /** Resolves once the service is ready. */
  ready(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** How to run it. */
export interface SpawnOptions {
  /**
   * Environment variables. Of this process's own only PATH is passed on, and NODE_COMPILE_CACHE, with which what is started
   * again and again starts sooner; ports are free ones unless given.
   */
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** Its working directory, in which `.env` is looked for. Default: that of this process. */
  readonly cwd?: string;
  /** A program to run it behind, such as `['unshare', '--pid', '--fork']`. */
  readonly prefix?: readonly string[];
  /** Arguments of node itself. Default: those of this process that choose export conditions. */
  readonly execArgv?: readonly string[];
}

/** Runs a service's entry in a process of its own, by the Node of this process. */
export function spawnService(entry: URL | string, options: SpawnOptions = {}): SpawnedService {
  const { env = {}, args = [], cwd, prefix = [], execArgv = conditions() } = options;
  const file = entry instanceof URL ? fileURLToPath(entry) : entry;
  const [command = '', ...rest] = [...prefix, process.execPath, ...execArgv, file, ...args];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(command, rest, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH, NODE_COMPILE_CACHE, PORT: '0', ADMIN_PORT: '0', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.once('exit', killOnceGone(child.pid));
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const waiter of waiting) waiter();
  };
  let [stdout, stderr, ended] = ['', '', false];
  // A character may come in two parts.
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(parseLine(text));
    look();
  });
  const exit = new Promise<Exit>((resolve, reject) => {
    const end = () => {
      ended = true;
      look();
    };
    child.on('error', (error) => {
      stderr += error.message;
      reject(error);
      end();
    });
    child.on('close', (code, signal) => {
      resolve({ code, signal });
      end();
    });
  });
  // Who waits for a line only is told there.
  exit.catch(() => undefined);
  const line: SpawnedService['line'] = (matches) =>
    new Promise((resolve, reject) => {
      const waiter = () => {
        const found = lines.find(matches);
        if (found === undefined && !ended) return;
        waiting.delete(waiter);
        if (found !== undefined) resolve(found);
        else reject(new Error(`It ended without that line:\n${stdout}\n${stderr}`));
      };
      waiting.add(waiter);
      waiter();
    });
  const listening = async (name: string) => {
    const { port } = await line((it) => it['event'] === 'listening' && it['name'] === name);
    return `http://localhost:${String(port)}`;
  };
  return {
    pid: child.pid ?? 0,
    lines,
    stdout: () => stdout,
    stderr: () => stderr,
    exit,
    line,
    url: () => listening('http'),
    adminUrl: () => listening('admin'),
    ready: async () =>
      // Of several processes each says so of itself first.
      void (await line(
        (it) => it['event'] === 'state' && it['to'] === 'ready' && it['process'] === undefined,
      )),
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit.catch(() => undefined);
    },
  };
}

/**
 * Has a process killed once this one, or this thread, is gone: where a test times out nothing disposes of its service, and test
 * runners end their workers in ways that no listener hears of. What waits for that is a shell, whose input ends then; in a
 * session of its own, it outlives a Ctrl-C.
 *
 * @returns calls it off, which must be done before another process can have the id
 */
function killOnceGone(pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  const shell = spawn('sh', ['-c', 'read -r _; kill -9 "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined);
  return () => void shell.kill('SIGKILL');
}

/** A service under test is resolved as the test itself is. */
function conditions(): readonly string[] {
  const own = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')];
  return own.filter((argument) => argument.startsWith('--conditions=') || argument.startsWith('-C='));
}

function parseLine(text: string): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as LogLine) : { text };
  } catch {
    return { text };
  }
}
