import { lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mountTable, type MountEntry } from '../mount-table.ts';
import type { MountPlan } from './mount-plan.ts';
import { isWithin } from '../../../../file-system/is-within.ts';

const FOLDER = '/sys/fs/cgroup';

/** The cgroup file systems of this machine where programs look for them. */
export function cgroupFileSystems(mounts: readonly MountEntry[] = mountTable()): MountEntry[] {
  const found = mounts.filter(({ path, type }) => /^cgroup2?$/.test(type) && isWithin(FOLDER, path));
  return [...new Map(found.map((mount) => [mount.path, mount])).values()];
}

/**
 * Shows a container its own groups in the place of this machine's whole trees, read-only, as runc does: what computes a heap from
 * `memory.max` or `memory.limit_in_bytes` reads its own limit. A hierarchy in which the container has no group is shown as it is.
 *
 * @param joinFiles of the container's groups
 */
export function mountCgroups(
  plan: MountPlan,
  folder: string,
  joinFiles: readonly string[],
  mounts: readonly MountEntry[],
): void {
  if (!mounts.some(({ path }) => path === FOLDER)) plan.bind(hierarchies(folder), FOLDER, 'ro');
  for (const { path } of mounts) plan.bind(groupIn(path, joinFiles) ?? path, path, 'ro,nosuid,nodev,noexec');
}

/**
 * Whether a container is to see its group as the root of the tree. It is so for version 2 alone (containerd internal/cri
 * container_create: a cgroup namespace).
 */
export function hasCgroupNamespace(joinFiles: readonly string[], mounts: readonly MountEntry[]): boolean {
  return mounts.some(({ path, type }) => type === 'cgroup2' && groupIn(path, joinFiles) !== undefined);
}

function groupIn(path: string, joinFiles: readonly string[]): string | undefined {
  return joinFiles.map((file) => dirname(file)).find((group) => isWithin(path, group));
}

/** The folder of version 1's hierarchies, with its links, such as from `cpu` to `cpu,cpuacct`. */
function hierarchies(folder: string): string {
  const made = join(folder, 'cgroup');
  mkdirSync(made, { mode: 0o755 });
  for (const name of entries()) {
    const original = join(FOLDER, name);
    if (lstatSync(original).isSymbolicLink()) symlinkSync(readlinkSync(original), join(made, name));
  }
  return made;
}

function entries(): string[] {
  try {
    return readdirSync(FOLDER);
  } catch {
    return [];
  }
}
