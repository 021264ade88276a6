import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** crun, podman's default, is not everywhere; the limits are those that an unprivileged sandbox may set. */
const runtime = spawnSync('sh', ['-c', 'command -v crun']).status === 0 ? [] : ['--runtime', 'runc'];
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

/** Starts a container on the host's network. */
export async function start(name: string, args: readonly string[]): Promise<Started> {
  await podman('run', '--detach', '--name', name, '--network', 'host', ...limits, ...args);
  return {
    name,
    async [Symbol.asyncDispose]() {
      await podman('rm', '--force', '--time', '5', name).catch(() => undefined);
    },
  };
}

/** Runs a container to its end. Rejects, with its last output, unless it exits with 0. */
export async function runToEnd(name: string, args: readonly string[]): Promise<string> {
  return podman('run', '--rm', '--name', name, '--network', 'host', ...limits, ...args);
}
