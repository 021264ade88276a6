import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type QueryResultRow } from 'pg';
import { freePort } from './free-port.ts';
import { saidBy, ServerProcess } from './server-process.ts';

/** Folder of the newest PostgreSQL on this machine: where Debian keeps it, or in PATH; undefined where none is. */
const programs: string | undefined = [
  ...globSync('/usr/lib/postgresql/*/bin').sort(byVersion).toReversed(),
  ...(process.env['PATH'] ?? '').split(delimiter),
].find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));

/** Why a test of a real PostgreSQL is skipped; empty when there is one. */
export const postgresMissing: string =
  programs === undefined ? ' (skipped: no PostgreSQL server is installed; Debian package postgresql)' : '';

/** A real PostgreSQL of a test's own, on a loopback port that stays the same, with a data folder that goes with it. */
export class PostgresServer extends ServerProcess {
  readonly #folder: string;
  readonly #port: number;
  #databases = 0;

  private constructor(folder: string, port: number) {
    super('SIGQUIT');
    this.#folder = folder;
    this.#port = port;
  }

  /** Starts one. */
  static async start(): Promise<PostgresServer> {
    const server = await PostgresServer.down();
    await server.start();
    return server;
  }

  /** One that is yet to be started. */
  static async down(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-postgres-'));
    if (account !== undefined) await chown(folder, account.uid, account.gid);
    const settings = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
    await promisify(execFile)(program('initdb'), ['-D', join(folder, 'data'), ...settings], {
      cwd: folder,
      ...account,
    });
    return new PostgresServer(folder, await freePort());
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

  /** Starts it, again after a stop, and resolves once it accepts connections. */
  async start(): Promise<void> {
    // Durability is not under test; without it a start and a stop take milliseconds.
    const settings = ['fsync=off', 'max_connections=100', `unix_socket_directories=${this.#folder}`];
    const args = ['-D', join(this.#folder, 'data'), '-h', '127.0.0.1', '-p', String(this.#port)];
    const { stderr } = this.run(
      program('postgres'),
      [...args, ...settings.flatMap((setting) => ['-c', setting])],
      { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'], ...account },
    );
    await saidBy(stderr, /ready to accept connections/);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Runs one statement over a connection of its own. */
export async function query<R extends QueryResultRow>(
  url: string,
  text: string,
  values?: unknown[],
): Promise<R[]> {
  await using client = await openClient(url);
  return (await client.query<R>(text, values)).rows;
}

/** A connection of its own, which its disposal closes. */
export async function openClient(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client(url);
  // A server that is stopped ends it.
  client.on('error', () => undefined);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

function program(name: string): string {
  if (programs === undefined) throw new Error('There is no PostgreSQL server on this machine');
  return join(programs, name);
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
