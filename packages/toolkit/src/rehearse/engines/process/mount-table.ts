import { readFileSync } from 'node:fs';

/** A mount of this machine. */
export interface MountEntry {
  readonly path: string;
  readonly type: string;
  /** Of the file system, such as a cgroup hierarchy's controllers. */
  readonly options: readonly string[];
}

/** The mounts that this process sees (proc(5), mountinfo). */
export function mountTable(text = readFileSync('/proc/self/mountinfo', 'utf8')): MountEntry[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [type = '', , options = ''] = after.split(' ');
      return { path: unescape(before.split(' ')[4] ?? ''), type, options: options.split(',') };
    });
}

/** Spaces, tabs and backslashes are written as octal numbers. */
function unescape(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}
