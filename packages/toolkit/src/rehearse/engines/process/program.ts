import { resolve } from 'node:path';
import type { ContainerConfig } from '../engine.ts';
import type { LocalProgram } from './options.ts';

/** What a container runs. */
interface Program {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it consists of on this machine, absolute. */
  readonly own: readonly string[];
  readonly stopSignal: NodeJS.Signals | undefined;
}

/**
 * The whole command line, environment and working directory of a container: its own where it has them, else the image's
 * (containerd WithProcessArgs). HOSTNAME, the pod's, is below both: an image such as that of Next.js has one of its own (containerd
 * internal/cri container_create.go). An empty command line is for the caller to refuse.
 */
export function programOf(container: ContainerConfig, local: LocalProgram, hostname: string): Program {
  const { command = [], args = [], env, workingDir } = container;
  const commandLine =
    command.length > 0
      ? [...command, ...args]
      : [...local.entrypoint, ...(args.length > 0 ? args : (local.cmd ?? []))];
  const cwd = workingDir ?? local.workingDir ?? '/';
  const [program = ''] = command.length > 0 ? [] : local.entrypoint;
  return {
    command: commandLine,
    env: { HOSTNAME: hostname, ...local.env, ...env },
    cwd,
    // One that is only a name is looked up where tools are.
    own: [local.workingDir ?? '/', ...(program.includes('/') ? [resolve(cwd, program)] : [])],
    stopSignal: local.stopSignal,
  };
}
