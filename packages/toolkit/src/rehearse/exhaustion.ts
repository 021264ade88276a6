import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ToolkitError } from '../errors.ts';

/** What a machine can run out of under a rehearsal, by the code of the error that tells it (errno(3)). */
const lacking: Readonly<Record<string, string>> = {
  EMFILE: 'file descriptors of this process (ulimit -n)',
  ENFILE: 'file descriptors (fs.file-max)',
  EADDRNOTAVAIL: 'local ports (net.ipv4.ip_local_port_range)',
  EAGAIN: 'processes (ulimit -u, or pids.max of the control group)',
  ENOBUFS: 'memory for sockets',
  ENOMEM: 'memory',
  ENOSPC: 'space on a file system, such as /dev/shm',
  EDQUOT: 'disk quota',
};

/** How tools of the machine say the same (strerror(3)). */
const said: readonly (readonly [words: RegExp, code: string])[] = [
  [/Too many open files/, 'EMFILE'],
  [/Resource temporarily unavailable|[Cc]annot fork/, 'EAGAIN'],
  [/Cannot assign requested address/, 'EADDRNOTAVAIL'],
  [/No space left on device/, 'ENOSPC'],
];

/**
 * Whether an error says that this machine is out of something: then a rehearsal can't go on, and nothing that it saw may be
 * counted as the service's. Undefined for any other error.
 */
export function exhaustionOf(error: unknown): ToolkitError | undefined {
  if (!(error instanceof Error)) return undefined;
  // What else failed on the way out is no reason by itself.
  if (error instanceof SuppressedError) return exhaustionOf(error.suppressed) ?? exhaustionOf(error.error);
  if (error instanceof ToolkitError) return error.code === 'SW_MACHINE_EXHAUSTED' ? error : undefined;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const what = lacking[code] ?? lacking[said.find(([words]) => words.test(message))?.[1] ?? ''];
  if (what === undefined) return exhaustionOf(error.cause);
  return new ToolkitError('SW_MACHINE_EXHAUSTED', {
    what: `This machine has run out of ${what}: ${message}`,
    cause: error,
  });
}

/**
 * Lets an error that says so end the rehearsal, for whoever makes something else of all other errors.
 *
 * @throws ToolkitError SW_MACHINE_EXHAUSTED
 */
export function throwIfExhausted(error: unknown): void {
  const exhausted = exhaustionOf(error);
  if (exhausted !== undefined) throw exhausted;
}

/**
 * Waits until a process is there; one that could not be started may lack its streams.
 *
 * @throws ToolkitError SW_MACHINE_EXHAUSTED, and what else kept it from starting
 */
export async function spawned(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined) return;
  const [error] = (await once(child, 'error')) as [Error];
  throw exhaustionOf(error) ?? error;
}
