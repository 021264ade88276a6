import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import { endWithTest } from './children.ts';

/** Folder of the newest PostgreSQL server on this machine: in PATH, or where Debian keeps it; undefined where none is. */
export const postgresBin: string | undefined = [
  ...globSync('/usr/lib/postgresql/*/bin').sort(byVersion).toReversed(),
  ...(process.env['PATH'] ?? '').split(delimiter),
].find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));

/** A real PostgreSQL server of a test's own, on a free loopback port, with a data folder that goes with it. */
export class PostgresServer implements AsyncDisposable {
  readonly #bin: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#port = port;
  }

  /** Makes a data folder and, unless `start` is false, starts a server on it. */
  static async create({ start = true } = {}): Promise<PostgresServer> {
    if (postgresBin === undefined) throw new Error('There is no PostgreSQL server on this machine');
    const folder = await mkdtemp(join(tmpdir(), 'shop-postgres-'));
    if (account !== undefined) await chown(folder, account.uid, account.gid);
    const initdb = [
      '-D',
      join(folder, 'data'),
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-locale',
      '-N',
    ];
    await promisify(execFile)(join(postgresBin, 'initdb'), initdb, { cwd: folder, ...account });
    const server = new PostgresServer(postgresBin, folder, await freePort());
    if (start) await server.start();
    return server;
  }

  /** Address of the server's own database `postgres`, or of `database`. */
  url(database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/${database}`;
  }

  /** A new, empty database; its address. */
  async createDatabase(): Promise<string> {
    const name = `test_${++this.#databases}`;
    await query(this.url(), `create database ${name}`);
    return this.url(name);
  }

  /** Starts the server, again after {@link stop}, and resolves once it accepts connections. */
  async start(): Promise<void> {
    // Durability is not under test here; without it a start and a stop take milliseconds.
    const settings = ['fsync=off', 'max_connections=100', `unix_socket_directories=${this.#folder}`];
    const args = ['-D', join(this.#folder, 'data'), '-h', '127.0.0.1', '-p', String(this.#port)];
    const server = spawn(
      join(this.#bin, 'postgres'),
      [...args, ...settings.flatMap((setting) => ['-c', setting])],
      {
        cwd: this.#folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        ...account,
      },
    );
    endWithTest(server);
    this.#process = server;
    const log: string[] = [];
    for await (const line of createInterface({ input: server.stderr })) {
      log.push(line);
      if (line.includes('ready to accept connections')) {
        server.stderr.resume();
        return;
      }
    }
    throw new Error(`The PostgreSQL server did not start:\n${log.join('\n')}`);
  }

  /** Stops the server and cuts its connections: `SIGINT` a fast shutdown, `SIGQUIT` as in a crash. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const server = this.#process;
    if (server === undefined || (server.exitCode ?? server.signalCode) !== null) return;
    server.kill(signal);
    await once(server, 'exit');
    this.#process = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGQUIT');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Runs one statement over a connection of its own. */
export async function query<R extends pg.QueryResultRow>(
  url: string,
  text: string,
  values?: unknown[],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** A TCP port of the loopback address that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** PostgreSQL refuses to run as root: as root it runs as the system's `postgres`, else `nobody`. */
const account = ordinaryUser();

function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const user =
    users.find((line) => line.startsWith('postgres:')) ?? users.find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = user?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
