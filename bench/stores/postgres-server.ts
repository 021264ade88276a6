import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../form/index.ts';

/** A PostgreSQL of the bench's own. */
export interface PostgresServer extends AsyncDisposable {
  /** What `pg` connects by: a Unix socket. */
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
}

/**
 * Starts the machine’s PostgreSQL behind a Unix socket; undefined where there is none. It does not wait for the disk, which
 * would be most of what is measured, and the same for all.
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const programs = [
    ...globSync('/usr/lib/postgresql/*/bin'),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ].find((folder) => existsSync(join(folder, 'initdb')));
  if (programs === undefined) return undefined;
  const account = ordinaryUser();
  const folder = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const how = { cwd: folder, ...account };
  const settings = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
  execFileSync(join(programs, 'initdb'), ['-D', data, ...settings], { ...how, stdio: 'ignore' });
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-h', '', '-k', folder, '-c', 'fsync=off', '-c', 'synchronous_commit=off'],
    { ...how, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  endWithThisProcess(server);
  for await (const line of createInterface({ input: server.stderr }))
    if (line.includes('ready to accept connections')) break;
  server.stderr.resume();
  return {
    connection: { host: folder, user: 'postgres', database: 'postgres' },
    async [Symbol.asyncDispose]() {
      server.kill('SIGQUIT');
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: as root it runs as the system's `postgres`, else `nobody`. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const named = (name: string) => users.find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = (named('postgres') ?? named('nobody') ?? '').split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
