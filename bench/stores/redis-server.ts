import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../form/index.ts';

/** A Redis of the bench's own. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts the machine’s Redis or Valkey on a free loopback port, keeping nothing on disk; undefined where there is none. */
export async function startRedis(): Promise<RedisServer | undefined> {
  const program = ['redis-server', 'valkey-server'].find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (program === undefined) return undefined;
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(program, settings, { stdio: ['ignore', 'pipe', 'ignore'] });
  endWithThisProcess(server);
  for await (const line of createInterface({ input: server.stdout }))
    if (/ready to accept connections/i.test(line)) break;
  server.stdout.resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
