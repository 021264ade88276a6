import { closeSync, constants, fchmodSync, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { runTool } from '../tool.ts';

/** A pipe: what is written to the file descriptor `writeEnd` comes out of `readEnd`. */
export interface Pipe extends Disposable {
  readonly readEnd: Readable;
  readonly writeEnd: number;
  /** Closes the end for writing in this process: the other one ends once all that inherited it have closed it too. */
  [Symbol.dispose](): void;
}

const READ = constants.O_RDONLY | constants.O_NONBLOCK;

let made = 0;

/**
 * Makes a pipe, as a container's standard streams are. Node's own are sockets, and opening `/dev/stdout`, which is a link to the
 * stream, fails with ENXIO for them.
 *
 * @param folder of the run, where its name stands for a moment
 * @throws Error where it cannot be made
 */
export async function makePipe(folder: string): Promise<Pipe> {
  const path = join(folder, `pipe-${(made += 1)}`);
  await runTool('mkfifo', ['-m', '600', path]);
  try {
    const readEnd = openSync(path, READ);
    const writeEnd = openSync(path, constants.O_WRONLY);
    // Whatever user the program runs as (runc: fixStdioPermissions); nobody else comes by its name any more.
    fchmodSync(writeEnd, 0o666);
    return {
      readEnd: new Socket({ fd: readEnd, readable: true, writable: false }),
      writeEnd,
      [Symbol.dispose]: () => closeSync(writeEnd),
    };
  } finally {
    unlinkSync(path);
  }
}
