import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { giveTo, ordinaryAccount } from './account.ts';
import { postgresFolder } from './binaries.ts';
import { freePort } from './free-port.ts';

/**
 * Whoever reaches the address may use the database `shop` as its owner `shop`, and nothing else: a superuser could run
 * programs as us.
 */
const whoMayConnect = 'host shop shop all trust\n';

const settings = [
  // No crash of the machine is rehearsed; without it a start and a stop take milliseconds.
  'fsync=off',
  'log_checkpoints=off',
  // Pods of two versions at once, each with a pool.
  'max_connections=200',
  'unix_socket_directories=',
];

/** A PostgreSQL server whose data goes with it. */
export class ScratchServer implements AsyncDisposable {
  /** Settles when the server has ended: rejects unless it was told to end. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  readonly #folder: string;
  readonly #programs: string;
  readonly #account = ordinaryAccount();
  readonly #told: AbortSignal;
  readonly #ended = Promise.withResolvers<void>();
  #process: ChildProcess | undefined;

  private constructor(folder: string, programs: string, told: AbortSignal) {
    this.#folder = folder;
    this.#programs = programs;
    this.#told = told;
    // It may end before anyone asks.
    this.#ended.promise.catch(() => undefined);
  }

  /**
   * Makes an empty database `shop` in a new temporary folder.
   *
   * @param told what ends the server, or the making of it
   */
  static async create(told: AbortSignal): Promise<ScratchServer> {
    const folder = await mkdtemp(join(tmpdir(), 'shop-postgres-'));
    try {
      const server = new ScratchServer(folder, await programsFor(folder), told);
      await server.#initialise();
      return server;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts it, on a free port where `wanted` is 0; resolves with the database's address once it accepts connections. */
  async start(host: string, wanted: number): Promise<string> {
    const port = wanted === 0 ? await freePort(host) : wanted;
    this.#told.throwIfAborted();
    const options = [...settings, `listen_addresses=${host}`, `port=${port}`].flatMap((one) => ['-c', one]);
    const server = spawn(join(this.#programs, 'bin/postgres'), ['-D', this.#data, ...options], {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...this.#account,
    });
    this.#process = server;
    // Fast shutdown: it cuts its clients and ends in order.
    this.#told.addEventListener('abort', () => server.kill('SIGINT'));
    server.once('exit', (code, signal) => {
      if (this.#told.aborted) this.#ended.resolve();
      else this.#ended.reject(new Error(`PostgreSQL ended by itself: ${signal ?? code}`));
    });
    await Promise.race([accepting(server), this.ended]);
    this.#told.throwIfAborted();
    return `postgres://shop@${isIPv6(host) ? `[${host}]` : host}:${port}/shop`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = this.#process;
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT');
      await once(server, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #initialise(): Promise<void> {
    const own = ['--username=postgres', '--auth=reject', '--encoding=UTF8', '--no-locale', '--no-sync'];
    await this.#run('bin/initdb', [`--pgdata=${this.#data}`, ...own]);
    await writeFile(join(this.#data, 'pg_hba.conf'), whoMayConnect);
    // Without a listener, so that whoever can connect finds the database.
    const alone = ['--single', '-D', this.#data, '-c', 'fsync=off', '-c', 'exit_on_error=on', 'postgres'];
    await this.#run('bin/postgres', alone, 'create role shop login\ncreate database shop owner shop\n');
  }

  async #run(program: string, args: readonly string[], input = ''): Promise<void> {
    const options = { cwd: this.#folder, signal: this.#told, ...this.#account };
    await new Promise<void>((resolve, reject) => {
      const running = execFile(join(this.#programs, program), args, options, (error) =>
        error === null ? resolve() : reject(error),
      );
      running.stdin?.end(input);
    });
  }
}

/** The programs: as root a copy, since another user may not see the folder that npm installed into. */
async function programsFor(folder: string): Promise<string> {
  const account = ordinaryAccount();
  if (account === undefined) return postgresFolder();
  const copy = join(folder, 'programs');
  await cp(postgresFolder(), copy, { recursive: true });
  await giveTo(account, folder);
  return copy;
}

/** Resolves when the server's log says so; the log goes on to standard error. */
async function accepting(server: ChildProcess): Promise<void> {
  if (server.stderr === null) return;
  const lines = createInterface({ input: server.stderr });
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      process.stderr.write(`${line}\n`);
      if (line.includes('ready to accept connections')) resolve();
    });
  });
}
