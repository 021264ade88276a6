import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Mount } from '../../engine.ts';
import type { Job } from './isolation.ts';
import { Layer, realPath } from './layer.ts';
import { mountable } from './mountable.ts';

/** A container's root, to be mounted by `mount --all --fstab FILE`. */
export interface RootFolder {
  readonly root: string;
  readonly fstab: string;
}

/** What a container may keep in /dev/shm (containerd's default). */
const SHARED_MEMORY = '64m';

/**
 * Prepares a root in which a program sees this machine's files below a layer of its own. What it writes goes to the layer,
 * which ends with the container; a read-only root has none, but for the places to mount on.
 *
 * @param fileSystems where the file systems to be seen are mounted, `/` first
 * @param folder on another file system than those: an overlay's layers may not hold each other
 */
export function prepareRoot(job: Job, fileSystems: readonly string[], folder: string): RootFolder {
  const root = join(folder, 'root');
  mkdirSync(root, { recursive: true });
  const lines: string[] = [];
  const layers = fileSystems.map((path, index) => {
    const upper = join(folder, `layer-${index}`);
    const work = join(folder, `work-${index}`);
    const layer = new Layer(upper, path);
    mkdirSync(work);
    const options = job.security.readOnlyRootFilesystem
      ? `lowerdir=${upper}:${path}`
      : `lowerdir=${path},upperdir=${upper},workdir=${work}`;
    lines.push(entry('overlay', join(root, path), 'overlay', options));
    return { path, layer };
  });
  const layerOf = (path: string) =>
    (layers.findLast((each) => isWithin(path, each.path)) ?? layers[0])?.layer;
  lines.push(
    entry('proc', `${root}/proc`, 'proc', 'nosuid,nodev,noexec'),
    entry('/sys', `${root}/sys`, 'none', 'rbind'),
    entry('/dev', `${root}/dev`, 'none', 'rbind'),
    entry('tmpfs', `${root}/dev/shm`, 'tmpfs', `nosuid,nodev,size=${SHARED_MEMORY}`),
  );
  const sorted = job.mounts.toSorted((a, b) => a.path.length - b.path.length);
  for (const mount of sorted) {
    const kind = mountable(mount.source);
    const below = sorted.findLast((other) => other !== mount && isWithin(mount.path, other.path));
    const path = realPath(mount.path);
    if (below === undefined) layerOf(path)?.ensure(path, kind);
    else ensureWithin(below, mount.path, kind);
    lines.push(entry(mount.source, join(root, path), 'none', mount.readOnly ? 'bind,ro' : 'bind'));
  }
  const cwd = realPath(job.cwd);
  // As runc does, the working directory is made where the image lacks it.
  if (!sorted.some((mount) => isWithin(cwd, mount.path))) layerOf(cwd)?.ensure(cwd, 'directory');
  const etc = layerOf('/etc');
  etc?.write('/etc/hosts', job.hosts);
  etc?.write('/etc/hostname', `${job.pod}\n`);
  etc?.write('/etc/resolv.conf', '');
  const fstab = join(folder, 'fstab');
  writeFileSync(fstab, `${lines.join('\n')}\n`);
  return { root, fstab };
}

/** A place to mount on within another mount, such as one file among those of an emptyDir. */
function ensureWithin(mount: Mount, path: string, kind: 'file' | 'directory'): void {
  const place = join(mount.source, relative(mount.path, path));
  if (statSync(place, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(kind === 'directory' ? place : dirname(place), { recursive: true });
  if (kind === 'file') writeFileSync(place, '');
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** A line of fstab(5). */
function entry(source: string, target: string, type: string, options: string): string {
  const escape = (text: string) => text.replaceAll('\\', '\\134').replaceAll(' ', '\\040');
  return `${escape(source)} ${escape(target)} ${type} ${escape(options)} 0 0`;
}
