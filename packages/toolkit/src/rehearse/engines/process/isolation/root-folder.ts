import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin } from '../../../../file-system/is-within.ts';
import { realPath } from '../../../real-path.ts';
import type { MountEntry } from '../mount-table.ts';
import { mountCgroups } from './cgroup-view.ts';
import { mountDevices } from './devices.ts';
import type { Job } from './isolation.ts';
import { isDirectory, type Layer } from './layer.ts';
import { entry, MountPlan } from './mount-plan.ts';
import { mountable } from './mountable.ts';
import { hiddenByVolumes } from './own-files.ts';

/** A container's root, to be mounted by `mount --all --fstab FILE`. */
export interface RootFolder {
  readonly root: string;
  readonly fstab: string;
  /** A second file of such mounts: what is read-only once the kernel was told of the container. */
  readonly seal: string;
}

/** What this machine has for all roots. */
export interface Machinery {
  /** Where the file systems to be seen are mounted, `/` first. */
  readonly fileSystems: readonly string[];
  readonly cgroups: readonly MountEntry[];
}

/** What a container's root reads alone: by it, the machine would be changed (containerd's default ReadonlyPaths). */
const READ_ONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map((name) => `/proc/${name}`);

/**
 * Prepares a root in which a program sees this machine's files below a layer of its own. What it writes goes to the layer,
 * which ends with the container; a read-only root has none, but for the places to mount on.
 *
 * @param folder on another file system than those: an overlay's layers may not hold each other
 * @throws Error with a message for people where it cannot be had
 */
export function prepareRoot(job: Job, { fileSystems, cgroups }: Machinery, folder: string): RootFolder {
  const root = join(folder, 'root');
  mkdirSync(root, { recursive: true });
  const plan = new MountPlan(root, folder, job.security.readOnlyRootFilesystem);
  // One may have been unmounted since the engine found it, and its folder removed.
  const layers = fileSystems.filter(isDirectory).map((path) => ({ path, layer: plan.overlay(path) }));
  plan.fill('proc', '/proc', 'nosuid,nodev,noexec');
  plan.fill('sysfs', '/sys', 'nosuid,nodev,noexec,ro');
  mountCgroups(plan, folder, job.joinFiles, cgroups);
  mountDevices(plan, folder);
  const volumes = mountVolumes(plan, job);
  const cwd = realPath(job.cwd);
  if (existsSync(cwd) && !statSync(cwd).isDirectory())
    throw new Error(`the working directory ${job.cwd} is a file`);
  // As runc does, the working directory is made where the image lacks it.
  if (!volumes.some((path) => isWithin(path, cwd))) plan.ensureFolder(cwd);
  const etc = layers.findLast(({ path }) => isWithin(path, '/etc'))?.layer;
  if (etc !== undefined) writeOwn(etc, job);
  const fstab = join(folder, 'fstab');
  writeFileSync(fstab, plan.fstab);
  const seal = join(folder, 'fstab-seal');
  const sealed = READ_ONLY.filter((path) => existsSync(path)).map((path) => join(root, path));
  writeFileSync(
    seal,
    sealed.map((path) => `${entry(path, path, 'none', 'bind,ro,nosuid,nodev,noexec')}\n`).join(''),
  );
  return { root, fstab, seal };
}

/** What a container runtime writes into each root; and no image has a time zone. A volume in the place of one is left alone. */
function writeOwn(etc: Layer, { hosts, hostname, mounts }: Job): void {
  const isFree = (path: string) => mounts.every((mount) => mount.path !== path);
  const files = {
    '/etc/hosts': hosts,
    '/etc/hostname': `${hostname}\n`,
    '/etc/resolv.conf': '',
    '/etc/timezone': 'Etc/UTC\n',
  };
  for (const [path, text] of Object.entries(files)) if (isFree(path)) etc.write(path, text);
  if (isFree('/etc/localtime')) etc.link('/etc/localtime', '/usr/share/zoneinfo/UTC');
}

/** Outer ones first, and between them what of the program they would hide. Returns where the volumes are. */
function mountVolumes(plan: MountPlan, { mounts, own }: Job): string[] {
  const volumes = mounts.map((mount) => ({ ...mount, path: realPath(mount.path) })).toSorted(outerFirst);
  const paths = volumes.map(({ path }) => path);
  if (paths.includes('/'))
    throw new Error('a volume at / is not emulated: nothing of the image would be left');
  const hidden = hiddenByVolumes(own, paths).map((path) => ({ path, source: undefined, readOnly: true }));
  for (const { path, source, readOnly } of [...volumes, ...hidden].toSorted(outerFirst))
    if (source !== undefined) plan.bind(source, path, readOnly ? 'ro,nodev' : 'nodev');
    else if (mountable(path) === 'directory') plan.overlay(path);
    else plan.bind(path, path, 'ro');
  return paths;
}

function outerFirst(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path.length - b.path.length;
}
