import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

// Where a test times out nothing disposes of its server, and the test’s process must not leave it behind.
const running = new Set<ServerProcess>();
process.once('exit', () => {
  for (const server of running) server.kill();
});

/** A real server of a test's own, which may be stopped and started again. */
export abstract class ServerProcess implements AsyncDisposable {
  readonly #killSignal: NodeJS.Signals;
  #process: ChildProcess | undefined;

  /** `killSignal` ends it as a crash does, with all the processes that are its own. */
  protected constructor(killSignal: NodeJS.Signals = 'SIGKILL') {
    this.#killSignal = killSignal;
  }

  /** Runs its program. */
  protected run(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    const server = spawn(program, args, options);
    running.add(this);
    server.once('exit', () => running.delete(this));
    this.#process = server;
    return server;
  }

  /** Ends it as a crash does, which cuts its connections, and waits for that. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (server === undefined || (server.exitCode ?? server.signalCode) !== null) return;
    this.kill();
    await once(server, 'exit');
  }

  /** Begins to end it as a crash does. */
  kill(): void {
    this.#process?.kill(this.#killSignal);
  }

  /** Lets it hang: it holds its connections, and answers nothing. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** Resolves once a server has written a line that says so. @throws with what it wrote where it ends before */
export async function saidBy(output: ChildProcess['stdout'], what: RegExp): Promise<void> {
  if (output === null) throw new Error('What the server writes is not read');
  const log: string[] = [];
  for await (const line of createInterface({ input: output })) {
    log.push(line);
    if (!what.test(line)) continue;
    // The loop's end pauses it, and the server would wait for a reader.
    output.resume();
    return;
  }
  throw new Error(`The server did not start:\n${log.join('\n')}`);
}
