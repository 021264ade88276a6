import { join } from 'node:path';
import { goVersion } from '../form/index.ts';
import type { Startable } from './start.ts';

/** A project that the command builds. */
export interface Subject {
  readonly name: string;
  readonly folder: string;
  /** The file that is changed, and by what. */
  readonly file: string;
  readonly line: string;
  /** The file of the image that holds the project's own code. */
  readonly own: string;
  readonly startable: (rootfs: string) => Startable;
  /** It needs servers to start, and a schema in their database. */
  readonly stores?: boolean;
  /** Why it can't be had here. */
  readonly missing?: string;
}

const programs = join(import.meta.dirname, 'programs');
const node = (rootfs: string): Startable => ({
  command: [join(rootfs, 'usr/local/bin/node'), join(rootfs, 'app/main.js')],
});
/** Ours, the shop, and one in Go. */
export const subjects: readonly Subject[] = [
  {
    name: 'seaworthy',
    folder: join(programs, 'service'),
    file: 'main.ts',
    line: `console.error('changed');`,
    own: 'app/bundle/app.js',
    startable: node,
  },
  {
    name: 'seaworthy-shop',
    folder: join(import.meta.dirname, '../../services/shop'),
    file: 'src/main.ts',
    line: `console.error('changed');`,
    own: 'app/bundle/app.js',
    startable: node,
    stores: true,
  },
  {
    name: 'go',
    folder: join(programs, 'go'),
    file: 'main.go',
    line: `func init() { println("changed") }`,
    own: 'usr/local/bin/image-bench',
    startable: (rootfs) => ({ command: [join(rootfs, 'usr/local/bin/image-bench')] }),
    ...(goVersion() === undefined && { missing: 'Go is not on the PATH' }),
  },
];
