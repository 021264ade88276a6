import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endWithTest } from './children.ts';
import { freePort } from './postgres.ts';

/** The Redis or Valkey server of this machine; undefined where none is. */
export const redisProgram: string | undefined = ['redis-server', 'valkey-server'].find(
  (program) => spawnSync(program, ['--version']).status === 0,
);

/** A real Redis of a test's own, on a free loopback port, which keeps nothing on disk. */
export class RedisServer implements AsyncDisposable {
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  static async create(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Starts it, again after a kill, and resolves once it accepts connections. */
  async start(): Promise<void> {
    if (redisProgram === undefined) throw new Error('There is no Redis server on this machine');
    const settings = [
      '--port',
      String(this.#port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    const server = spawn(redisProgram, settings, { stdio: ['ignore', 'pipe', 'ignore'] });
    endWithTest(server);
    this.#process = server;
    for await (const line of createInterface({ input: server.stdout })) {
      if (/ready to accept connections/i.test(line)) {
        server.stdout.resume();
        return;
      }
    }
    throw new Error('The Redis server did not start');
  }

  /** `SIGKILL` a crash, `SIGSTOP` a server that hangs. */
  kill(signal: 'SIGKILL' | 'SIGSTOP'): void {
    this.#process?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = this.#process;
    if (server === undefined || (server.exitCode ?? server.signalCode) !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}
