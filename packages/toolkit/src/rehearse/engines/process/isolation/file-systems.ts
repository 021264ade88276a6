import { statSync } from 'node:fs';
import { mountTable, type MountEntry } from '../mount-table.ts';
import { tagIn } from '../owner.ts';
import { isDirectory } from './layer.ts';

/** File systems that hold no files of an image. */
const PSEUDO = new Set([
  'autofs',
  'binfmt_misc',
  'bpf',
  'cgroup',
  'cgroup2',
  'configfs',
  'debugfs',
  'devpts',
  'devtmpfs',
  'efivarfs',
  'fusectl',
  'hugetlbfs',
  'mqueue',
  'nsfs',
  'proc',
  'pstore',
  'rpc_pipefs',
  'securityfs',
  'squashfs',
  'sysfs',
  'tracefs',
]);
/** What a container has of its own, or nothing in it needs. */
const ELSEWHERE =
  /^\/(dev|proc|sys|run|boot|snap|var\/snap|var\/lib\/(docker|containers|containerd|kubelet))(\/|$)/;

/** This machine's file systems that hold programs, by where they are mounted. */
export interface FileSystems {
  /** The root first. */
  readonly seen: readonly string[];
  /** Those that containers cannot have. */
  readonly hidden: readonly string[];
}

/** Finds them; whether a layer can be laid over each is to be tried. */
export function fileSystems(mounts: readonly MountEntry[] = mountTable()): FileSystems {
  const paths = mounts
    .filter(({ path, type }) => path !== '/' && !PSEUDO.has(type) && !ELSEWHERE.test(path) && !isVolume(path))
    .map(({ path }) => path);
  const { seen = [], hidden = [] } = Object.groupBy(
    // Some are files that are mounted one by one.
    [...new Set(paths)].filter((path) => !isFile(path)),
    (path) => (hasPlainName(path) && isDirectory(path) ? 'seen' : 'hidden'),
  );
  return { seen: ['/', ...seen], hidden };
}

/** Whether it is a volume in memory of another run, which goes away with its pod. */
function isVolume(path: string): boolean {
  return path.split('/').some((name) => tagIn(name) !== undefined);
}

/** Without characters that have a meaning in an overlay's options. */
function hasPlainName(path: string): boolean {
  return !/[\s:,\\]/.test(path);
}

/** False too for what nobody may look at, such as another user's FUSE mount. */
function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
