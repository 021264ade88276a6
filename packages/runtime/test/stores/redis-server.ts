import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** The Redis or Valkey server of this machine; undefined where none is. */
export const redisProgram: string | undefined = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** Why a test of a real Redis is skipped; empty when there is one. */
export const redisMissing: string =
  redisProgram === undefined ? ' (skipped: redis-server is not installed; Debian package redis-server)' : '';

// Where a test times out nothing disposes of its server, and the test’s process must not leave it behind.
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const server of running) server.kill('SIGKILL');
});

/** A real Redis of a test's own, on a loopback port that stays the same, which keeps nothing on disk. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
  }

  /** Starts one. `settings` are further arguments, such as `['--requirepass', 'secret']`. */
  static async start(settings: readonly string[] = []): Promise<RedisServer> {
    const server = await RedisServer.down(settings);
    await server.start();
    return server;
  }

  /** One that is yet to be started. */
  static async down(settings: readonly string[] = []): Promise<RedisServer> {
    return new RedisServer(await freePort(), settings);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, again after a stop, and resolves once it accepts connections. */
  async start(): Promise<void> {
    if (redisProgram === undefined) throw new Error('There is no Redis server on this machine');
    const listen = ['--port', String(this.port), '--bind', '127.0.0.1'];
    const fixed = [...listen, '--save', '', '--appendonly', 'no', '--repl-diskless-load', 'swapdb'];
    const server = spawn(redisProgram, [...fixed, ...this.#settings], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.add(server);
    server.once('exit', () => running.delete(server));
    this.#process = server;
    for await (const line of createInterface({ input: server.stdout })) {
      if (!/ready to accept connections/i.test(line)) continue;
      server.stdout.resume();
      return;
    }
    throw new Error('The Redis server did not start');
  }

  /** Kills it and waits for its end: what it held is gone. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (server === undefined || (server.exitCode ?? server.signalCode) !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  /** Lets it hang: it holds its connections, and answers nothing. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** How many clients are connected. */
  async connections(): Promise<number> {
    const client = new Redis(this.url);
    try {
      return (
        String(await client.client('LIST'))
          .trim()
          .split('\n').length - 1
      );
    } finally {
      client.disconnect();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
