import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithTest } from './children.ts';

/** One line of the shop's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A shop in a process of its own, run from source. */
export interface ShopProcess extends AsyncDisposable {
  /** Every line of stdout so far. */
  readonly lines: readonly LogLine[];
  readonly stderr: () => string;
  /** The exit code, once it has ended; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** The first line, past or to come, that matches. Rejects where the process ends without one. */
  line(matches: (line: LogLine) => boolean): Promise<LogLine>;
  /** Base URL of the API, once it listens. */
  url(): Promise<string>;
  /** Base URL of the probes, once they are served. */
  adminUrl(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts a shop on free ports. Nothing of this process's environment but PATH reaches it. */
export function startShop(env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): ShopProcess {
  const child = spawn(process.execPath, ['--conditions=seaworthy-source', main, ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', ADMIN_PORT: '0', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithTest(child);
  const lines: LogLine[] = [];
  const looking = new Set<() => void>();
  let ended = false;
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text) as LogLine);
    for (const look of looking) look();
  });
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      ended = true;
      for (const look of looking) look();
      resolve(code);
    });
  });
  const line = (matches: (line: LogLine) => boolean) =>
    new Promise<LogLine>((resolve, reject) => {
      const look = () => {
        const found = lines.find(matches);
        if (found === undefined && !ended) return;
        looking.delete(look);
        if (found === undefined)
          reject(new Error(`No such line:\n${JSON.stringify(lines, null, 1)}\n${stderr}`));
        else resolve(found);
      };
      looking.add(look);
      look();
    });
  const listening = async (name: string) => {
    const { port } = await line((line) => line['event'] === 'listening' && line['name'] === name);
    return `http://127.0.0.1:${String(port)}`;
  };
  return {
    lines,
    stderr: () => stderr,
    exited,
    line,
    url: () => listening('http'),
    adminUrl: () => listening('admin'),
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
