import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { redisProgram } from './redis-server.ts';
import { saidBy, ServerProcess } from './server-process.ts';

/** What the sentinel calls the servers that it watches. */
const NAME = 'main';

/** A real Redis Sentinel, alone and of a test's own, which promotes a replica once its primary is gone for 300 ms. */
export class RedisSentinel extends ServerProcess {
  readonly #folder: string;
  readonly port: number;

  private constructor(folder: string, port: number) {
    super();
    this.#folder = folder;
    this.port = port;
  }

  /** Has one watch the primary on that port, of which a replica is connected; resolves once it knows that. */
  static async start(primary: number): Promise<RedisSentinel> {
    if (redisProgram === undefined) throw new Error('There is no Redis server on this machine');
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-sentinel-'));
    const port = await freePort();
    const file = join(folder, 'sentinel.conf');
    const settings = [
      `port ${port}`,
      'bind 127.0.0.1',
      `sentinel monitor ${NAME} 127.0.0.1 ${primary} 1`,
      `sentinel down-after-milliseconds ${NAME} 300`,
      `sentinel failover-timeout ${NAME} 2000`,
    ];
    await writeFile(file, settings.join('\n'));
    const sentinel = new RedisSentinel(folder, port);
    const { stdout } = sentinel.run(redisProgram, [file, '--sentinel'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await saidBy(stdout, /\+slave slave/);
    return sentinel;
  }

  /** Options of ioredis by which it asks the sentinel for the primary. */
  get client() {
    return { sentinels: [{ host: '127.0.0.1', port: this.port }], name: NAME };
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
