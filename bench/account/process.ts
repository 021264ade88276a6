import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EnvName } from '@seaworthy/contract';
import {
  bundled,
  environmentAt,
  loopbackAddress,
  makeControlGroup,
  SERVER_CORE,
  spawnPinned,
} from '../form/index.ts';
import { openLogPipe } from '../http/log-pipe.ts';

/** The process that serves all rows. */
export interface Process extends AsyncDisposable {
  readonly pid: number;
  readonly host: string;
  /** Without a limit, without one again, and within one. */
  readonly ports: readonly [number, number, number];
}

/** @throws where no control group can be made, or it does not start */
export async function startProcess(): Promise<Process> {
  const program = await bundled(fileURLToPath(new URL('program.ts', import.meta.url)));
  const group = makeControlGroup({});
  const logs = openLogPipe();
  const address = loopbackAddress();
  const { host, port } = address;
  const ports = [port, port + 1, port + 2] as const;
  const server = spawnPinned(SERVER_CORE, group.wrap([process.execPath, program]), {
    stdio: ['ignore', logs.write, 'inherit', 'ipc'],
    env: {
      ...environmentAt(address),
      // To size the heap, the limited one would start the process again.
      [EnvName.heap]: 'off',
      LIMIT_FILE: group.memoryLimitFile,
      PORTS: ports.join(','),
    },
  });
  const gone = once(server, 'exit');
  const started = await Promise.race([once(server, 'message').then(() => true), gone.then(() => false)]);
  const end = async () => {
    server.kill('SIGKILL');
    await gone;
    logs[Symbol.dispose]();
    await group.remove();
  };
  if (started) return { pid: server.pid ?? 0, host, ports, [Symbol.asyncDispose]: end };
  await end();
  throw new Error('the program did not start');
}
