import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { CommandExitCode } from '@seaworthy/contract';

/** crun, podman's default, is not everywhere; the limits are those that an unprivileged sandbox may set. */
const runtime = spawnSync('sh', ['-c', 'command -v crun']).status === 0 ? [] : ['--runtime', 'runc'];
const remove = ['rm', '--force', '--time', '5'];
const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'];

/** Runs podman and resolves to what it prints. */
export async function podman(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('podman', [...runtime, ...args], { maxBuffer: 64 * 2 ** 20 });
  return stdout.trim();
}

/** A container that runs until it is disposed of. */
export interface Started extends AsyncDisposable {
  readonly name: string;
}

/** Containers that go when the process does, however it ends: Ctrl-C runs no disposal. */
const names = new Set<string>();
process.once('exit', () => {
  if (names.size > 0) spawnSync('podman', [...runtime, ...remove, ...names]);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(CommandExitCode.interrupted));

/** Starts a container on the host's network, in the place of one of that name that a killed demo has left. */
export async function start(name: string, args: readonly string[]): Promise<Started> {
  names.add(name);
  await podman('run', '--detach', '--replace', ...onHost(name), ...args);
  return {
    name,
    async [Symbol.asyncDispose]() {
      await podman(...remove, name).catch(() => undefined);
      names.delete(name);
    },
  };
}

/** Runs a container to its end. Rejects, with its last output, unless it exits with 0. */
export async function runToEnd(name: string, args: readonly string[]): Promise<string> {
  names.add(name);
  try {
    return await podman('run', '--rm', '--replace', ...onHost(name), ...args);
  } finally {
    names.delete(name);
  }
}

function onHost(name: string): string[] {
  return ['--name', name, '--network', 'host', ...limits];
}
