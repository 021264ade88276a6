import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { start, type Started } from './podman.ts';

/** Where Debian keeps the server's programs. */
const [initdb] = globSync('/usr/lib/postgresql/*/bin/initdb');
const programs = initdb?.replace(/\/initdb$/, '');

/** PostgreSQL in a container: the public image, or this machine's own program on a copy-on-write root. */
export async function postgres(port: number): Promise<Started> {
  if (programs === undefined)
    return start('seaworthy-demo-postgres', [
      '--env=POSTGRES_PASSWORD=demo',
      'docker.io/library/postgres:17',
      '-p',
      String(port),
    ]);
  const run = [
    `${programs}/initdb --auth=trust --username=postgres --pgdata=/tmp/demo-postgres >/dev/null`,
    `exec ${programs}/postgres -D /tmp/demo-postgres -p ${port} -k /tmp -c listen_addresses=127.0.0.1`,
  ].join(' && ');
  return start('seaworthy-demo-postgres', ['--user', 'postgres', '--rootfs', '/:O', '/bin/sh', '-c', run]);
}

/** Redis in a container, likewise. */
export async function redis(port: number): Promise<Started> {
  const own = spawnSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).stdout.trim();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  if (own === '')
    return start('seaworthy-demo-redis', ['docker.io/library/redis:8', 'redis-server', ...args]);
  return start('seaworthy-demo-redis', ['--user', '65532', '--rootfs', '/:O', own, ...args]);
}
