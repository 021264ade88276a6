import type { TarEntry } from '../layers/index.ts';

/** User and group of every image: above the range of system accounts and of most hosts' users, and Kubernetes' `runAsNonRoot` accepts only a number. */
export const NON_ROOT = 65_532;

/** `/etc/passwd`, `/etc/group`, and how names are looked up. */
export function accountEntries(): TarEntry[] {
  const text = (path: string, content: string): TarEntry => ({
    type: 'file',
    path,
    content: Buffer.from(content),
  });
  return [
    text(
      'etc/passwd',
      `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${NON_ROOT}:${NON_ROOT}::/home/nonroot:/sbin/nologin\n`,
    ),
    text('etc/group', `root:x:0:\nnonroot:x:${NON_ROOT}:\n`),
    text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
    { type: 'directory', path: 'home/nonroot', mode: 0o755, owner: NON_ROOT },
  ];
}
