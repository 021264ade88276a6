import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { saidBy, ServerProcess } from './server-process.ts';

/** The Redis or Valkey server of this machine; undefined where none is. */
export const redisProgram: string | undefined = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** Why a test of a real Redis is skipped; empty when there is one. */
export const redisMissing: string =
  redisProgram === undefined ? ' (skipped: redis-server is not installed; Debian package redis-server)' : '';

/** A real Redis of a test's own, on a loopback port that stays the same, which keeps nothing on disk: what it holds is gone when it stops. */
export class RedisServer extends ServerProcess {
  readonly port: number;
  readonly #settings: readonly string[];

  private constructor(port: number, settings: readonly string[]) {
    super();
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
    const args = [...fixed, ...this.#settings];
    const { stdout } = this.run(redisProgram, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    await saidBy(stdout, /ready to accept connections/i);
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
}
