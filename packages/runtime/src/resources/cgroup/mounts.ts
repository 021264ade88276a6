/** A mounted hierarchy, from `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export interface CgroupMount {
  readonly type: 'cgroup' | 'cgroup2';
  /** The group that appears at the mount point. */
  readonly root: string;
  readonly mountPoint: string;
  /** Of version 1: the controllers, among other options. */
  readonly options: readonly string[];
}

/** The cgroup mounts among the lines of `mountinfo`, in order. */
export function parseMounts(mountinfo: string): CgroupMount[] {
  return mountinfo.split('\n').flatMap((line) => {
    // A variable number of optional fields stands before the lone dash.
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, mountPoint] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (root === undefined || mountPoint === undefined) return [];
    if (type !== 'cgroup' && type !== 'cgroup2') return [];
    return [{ type, root: unescape(root), mountPoint: unescape(mountPoint), options: options.split(',') }];
  });
}

/** The kernel writes space, tab, newline and backslash as octal escapes. */
function unescape(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCodePoint(Number.parseInt(octal, 8)),
  );
}
