import { readText } from '../../cgroup/file.ts';

/** 4 KiB as a rule, 16 or 64 KiB on some kernels of arm64: what node counts in bytes, the kernel counts in pages. */
let pageBytes: number | undefined;

/**
 * Memory that a process alone is charged for, in bytes: resident pages that no file backs (`/proc/<pid>/statm`,
 * proc_pid_statm(5)). 0: there is no such process any more.
 */
export function privateBytes(pid: number | 'self'): number {
  pageBytes ??= 2 ** Math.round(Math.log2(process.memoryUsage.rss() / (readPages('self')?.resident ?? 1)));
  const pages = readPages(pid);
  return pages === undefined ? 0 : (pages.resident - pages.shared) * pageBytes;
}

function readPages(pid: number | 'self') {
  const [, resident, shared] = readText('/proc', `${pid}/statm`)?.split(' ').map(Number) ?? [];
  return resident === undefined || shared === undefined ? undefined : { resident, shared };
}
