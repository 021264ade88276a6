import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { S3Options } from '../../src/stores/s3/index.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

/** The S3 gateway over a file system that the tests run against: a released program, built by `go install`. */
const module = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const cache = resolve('node_modules/.cache/seaworthy');
const program = join(cache, 'versitygw-1.8.0');

/** Why a test of a real S3 server is skipped; empty when there is one. */
export const s3Missing: string =
  existsSync(program) || spawnSync('go', ['version']).status === 0
    ? ''
    : ' (skipped: versitygw is built with Go, which is not installed)';

/** How long the first build may take, in milliseconds: it is two minutes of CPU. */
export const buildMs = 400_000;

/** A real S3 server of a test's own, with one empty bucket, on a loopback port that stays the same. What it holds outlives a stop. */
export class S3Server extends ServerProcess {
  readonly port: number;
  readonly #folder: string;

  private constructor(port: number, folder: string) {
    super();
    this.port = port;
    this.#folder = folder;
  }

  /** Starts one; builds it where this has not been done yet. */
  static async start(): Promise<S3Server> {
    const server = await S3Server.down();
    await server.start();
    return server;
  }

  /** One that is yet to be started. */
  static async down(): Promise<S3Server> {
    await build();
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-s3-'));
    await mkdir(join(folder, 'data', 'test'), { recursive: true });
    await mkdir(join(folder, 'facts'));
    return new S3Server(await freePort(), folder);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get options(): S3Options {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
    return { bucket: 'test', endpoint: this.endpoint, credentials };
  }

  /** Starts it, again after a stop, and resolves once it accepts connections. */
  async start(): Promise<void> {
    const listen = ['--port', `127.0.0.1:${this.port}`, '--keep-alive', '--quiet'];
    const root = ['--access', 'test', '--secret', 'test-secret'];
    // Not every file system has extended attributes.
    const folders = ['--sidecar', join(this.#folder, 'facts'), join(this.#folder, 'data')];
    const server = this.run(program, [...listen, ...root, 'posix', ...folders], { stdio: 'ignore' });
    while (!(await accepts(this.port))) {
      if (server.exitCode !== null) throw new Error('The S3 server did not start');
      await sleep(20);
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Once for all test files, which run at the same time. */
async function build(): Promise<void> {
  const lock = `${program}.lock`;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(program)) {
    try {
      mkdirSync(lock);
    } catch {
      await sleep(500);
      continue;
    }
    try {
      const env = { ...process.env, GOBIN: `${program}.bin` };
      await promisify(execFile)('go', ['install', '-trimpath', module], { env });
      await rename(join(env.GOBIN, 'versitygw'), program);
    } finally {
      rmdirSync(lock);
    }
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
