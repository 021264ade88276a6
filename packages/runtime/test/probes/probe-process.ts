import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of `subject.ts`, and its admin port. */
export interface ProbeProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly port: number;
  /** The status of a probe, however long that takes: what it shows is who answers, and what. */
  probe(path: string): Promise<number>;
  /** Tells the process what to do. */
  tell(command: string): void;
  /** What it has written so far. */
  readonly lines: readonly string[];
  /** The first line of its output that holds `text`. */
  line(text: string): Promise<string>;
}

/** How the process is started. */
export interface ProbeProcessOptions {
  /** What stands before node's own command line, as to enter a cgroup. */
  readonly wrap?: (command: readonly string[]) => [string, string[]];
  readonly program?: string;
  readonly nodeArgs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const subject = new URL('subject.ts', import.meta.url).pathname;

/** Starts it and waits until it listens. */
export async function startProbeProcess(
  args: readonly string[],
  options: ProbeProcessOptions = {},
): Promise<ProbeProcess> {
  const { wrap, program = subject, nodeArgs = ['--conditions=seaworthy-source'], env = {} } = options;
  const command = [process.execPath, ...nodeArgs, program, ...args];
  const [file, argv] = wrap?.(command) ?? [process.execPath, command.slice(1)];
  const child = spawn(file, argv, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    // A test that waits in vain for its end must not leave it behind.
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (text) => lines.push(text));

  const line = async (text: string) => {
    let next = 0;
    for (;;) {
      for (; next < lines.length; next++) if (lines[next]?.includes(text)) return lines[next] ?? '';
      await once(output, 'line', { signal: AbortSignal.timeout(30_000) });
    }
  };
  const { port } = JSON.parse(await line('listening')) as { port: number };
  return {
    child,
    port,
    lines,
    line,
    tell: (order) => child.stdin.write(`${order}\n`),
    probe: async (path) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      await answer.arrayBuffer();
      return answer.status;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
