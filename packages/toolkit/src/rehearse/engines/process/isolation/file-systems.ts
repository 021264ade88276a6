import { statSync } from 'node:fs';
import { mountTable, type MountEntry } from '../mount-table.ts';

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

/** Where the file systems are mounted that hold this machine's programs, the root first. */
export function fileSystems(mounts: readonly MountEntry[] = mountTable()): string[] {
  const paths = mounts
    .filter(({ path, type }) => path !== '/' && !PSEUDO.has(type) && !ELSEWHERE.test(path))
    .map(({ path }) => path)
    // Characters with a meaning in an overlay's options; and files that are mounted one by one.
    .filter((path) => !/[\s:,\\]/.test(path) && isDirectory(path));
  return ['/', ...new Set(paths)];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
