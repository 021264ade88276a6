import { closeSync, constants, fchmodSync, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { runTool } from '../tool.ts';

/** A pipe: what is written to the file descriptor `writeEnd` comes out of `readEnd`. */
interface Pipe {
  readonly readEnd: Readable;
  readonly writeEnd: number;
}

/** The pipes of a program's standard output and error. */
export interface OutputPipes extends Disposable {
  readonly stdout: Pipe;
  readonly stderr: Pipe;
  /** Closes the ends for writing in this process: the others end once all that inherited them have closed them too. */
  [Symbol.dispose](): void;
}

const READ = constants.O_RDONLY | constants.O_NONBLOCK;

let made = 0;

/**
 * Makes pipes, as a container's standard streams are. Node's own are sockets, and opening `/dev/stdout`, which is a link to the
 * stream, fails with ENXIO for them.
 *
 * @param folder of the run, where their names stand for a moment
 * @throws Error where they cannot be made
 */
export async function makePipes(folder: string): Promise<OutputPipes> {
  made += 1;
  const [stdout, stderr] = [join(folder, `stdout-${made}`), join(folder, `stderr-${made}`)] as const;
  // One process for both: each start of a container pays for it.
  await runTool('mkfifo', ['-m', '600', stdout, stderr]);
  try {
    using opened = new DisposableStack();
    const pipes = { stdout: openPipe(stdout, opened), stderr: openPipe(stderr, opened) };
    const owned = opened.move();
    return { ...pipes, [Symbol.dispose]: () => owned.dispose() };
  } finally {
    for (const path of [stdout, stderr]) unlinkSync(path);
  }
}

/** @param opened takes the end for writing */
function openPipe(path: string, opened: DisposableStack): Pipe {
  const readEnd = openSync(path, READ);
  const writeEnd = opened.adopt(openSync(path, constants.O_WRONLY), closeSync);
  // Whatever user the program runs as (runc: fixStdioPermissions); nobody else comes by its name any more.
  fchmodSync(writeEnd, 0o666);
  return { readEnd: new Socket({ fd: readEnd, readable: true, writable: false }), writeEnd };
}
