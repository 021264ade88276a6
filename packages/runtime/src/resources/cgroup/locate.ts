import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from './file.ts';
import { parseMounts, type CgroupMount } from './mounts.ts';

/** A controller of the kernel that limits or counts. Version 2 has no `cpuacct`: its `cpu` counts. */
export type Controller = 'cpu' | 'cpuacct' | 'memory';

/** Where a controller's files of this process are. */
export interface ControllerLocation {
  readonly version: 1 | 2;
  /** The process's own directory. */
  readonly own: string;
  /** The own directory, then its visible ancestors up to the mount point: a limit on any of them holds. */
  readonly chain: readonly string[];
}

/**
 * Finds `controller` of this process in the file tree at `root`. In a hybrid the version 1 hierarchy that has it wins: a
 * controller is in one hierarchy only, and the version 2 one is then there for systemd's own use.
 */
export function locateController(controller: Controller, root: string): ControllerLocation | undefined {
  const memberships = parseMemberships(readText(root, 'proc/self/cgroup') ?? '');
  const mounts = parseMounts(readText(root, 'proc/self/mountinfo') ?? '');

  const version1 = memberships.find(({ controllers }) => controllers.includes(controller));
  const mounts1 = mounts.filter((mount) => mount.type === 'cgroup' && mount.options.includes(controller));
  const found1 = version1 && directories(version1.path, mounts1, root);
  if (found1 !== undefined) return { version: 1, ...found1 };

  const version2 = memberships.find(({ id }) => id === '0');
  const mounts2 = mounts.filter((mount) => mount.type === 'cgroup2');
  const found2 = version2 && directories(version2.path, mounts2, root);
  return found2 && { version: 2, ...found2 };
}

/** One line of `/proc/self/cgroup`: `id:controllers:path`. Id 0 without controllers is version 2. */
interface Membership {
  readonly id: string;
  readonly controllers: readonly string[];
  readonly path: string;
}

function parseMemberships(text: string): Membership[] {
  return text.split('\n').flatMap((line) => {
    const [, id, controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (id === undefined || controllers === undefined || path === undefined) return [];
    return [{ id, controllers: controllers.split(','), path }];
  });
}

function directories(path: string, mounts: readonly CgroupMount[], root: string) {
  const mount = mounts.find((candidate) => below(path, candidate.root) !== undefined) ?? mounts[0];
  if (mount === undefined) return undefined;
  const top = join(root, mount.mountPoint);
  const wanted = join(top, below(path, mount.root) ?? '');
  // A container that sees its host's path but only its own subtree mounted finds nothing there: the mount is its own.
  const own = existsSync(wanted) ? wanted : top;
  return { own, chain: ancestors(own, top) };
}

/** `path` relative to `base`. Undefined: it isn't below, or leads out of a namespace by `..`. */
function below(path: string, base: string): string | undefined {
  if (path.split('/').includes('..')) return undefined;
  if (base === '/') return path;
  return path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}

function ancestors(own: string, top: string): string[] {
  const chain = [own];
  for (let directory = own; directory !== top && directory.length > top.length;) {
    directory = dirname(directory);
    chain.push(directory);
  }
  return chain;
}
