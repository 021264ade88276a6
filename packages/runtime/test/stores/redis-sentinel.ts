import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import { redisProgram } from './redis-server.ts';

/** What the sentinel calls the servers that it watches. */
const NAME = 'main';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const sentinel of running) sentinel.kill('SIGKILL');
});

/** A real Redis Sentinel, alone and of a test's own, which promotes a replica once its primary is gone for 300 ms. */
export class RedisSentinel implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly port: number;

  private constructor(folder: string, port: number, sentinel: ChildProcess) {
    this.#folder = folder;
    this.port = port;
    this.#process = sentinel;
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
    const sentinel = spawn(redisProgram, [file, '--sentinel'], { stdio: ['ignore', 'pipe', 'ignore'] });
    running.add(sentinel);
    sentinel.once('exit', () => running.delete(sentinel));
    for await (const line of createInterface({ input: sentinel.stdout })) {
      if (!line.includes('+slave slave')) continue;
      sentinel.stdout.resume();
      return new RedisSentinel(folder, port, sentinel);
    }
    throw new Error('The sentinel did not start');
  }

  /** Options of ioredis by which it asks the sentinel for the primary. */
  get client() {
    return { sentinels: [{ host: '127.0.0.1', port: this.port }], name: NAME };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGKILL');
      await once(this.#process, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
