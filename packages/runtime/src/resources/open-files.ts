import { readText } from './cgroup/file.ts';

/**
 * How many files and sockets this process may have open: the soft limit of `RLIMIT_NOFILE` (getrlimit(2)), which Node raises to the
 * hard one as it starts. Infinity where there is none, or it is not known.
 *
 * @param root where `/proc` is; default `/`
 */
export function openFilesLimit(root = '/'): number {
  const limits = readText(root, 'proc/self/limits') ?? '';
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? Infinity : Number(soft);
}
