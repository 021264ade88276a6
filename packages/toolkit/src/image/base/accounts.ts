import { CONTAINER_USER } from '@seaworthy/contract';
import type { TarEntry } from '../layers/index.ts';

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
      `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${CONTAINER_USER}:${CONTAINER_USER}::/home/nonroot:/sbin/nologin\n`,
    ),
    text('etc/group', `root:x:0:\nnonroot:x:${CONTAINER_USER}:\n`),
    text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
    { type: 'directory', path: 'home/nonroot', mode: 0o755, owner: CONTAINER_USER },
  ];
}
