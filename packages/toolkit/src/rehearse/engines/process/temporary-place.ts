import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Temporary files on a disk, where the usual ones are in memory (file-hierarchy(7)). */
const ON_DISK = '/var/tmp';
/** TMPFS_MAGIC and RAMFS_MAGIC (statfs(2)). */
const IN_MEMORY = new Set([0x0102_1994, 0x8584_58f6]);

/**
 * Where a run keeps its volumes: among the machine's temporary files, on a disk where there is one to write to. (In a container
 * with a read-only root, /tmp in memory may be all that there is.) What is written to a file system in memory counts against the
 * memory limit of the container that writes it, which no emptyDir of a cluster does.
 */
export function temporaryPlace(): string {
  const usual = tmpdir();
  return isInMemory(usual) === true && isInMemory(ON_DISK) === false && isWritable(ON_DISK) ? ON_DISK : usual;
}

/** Every place that runs may have chosen. */
export function temporaryPlaces(): string[] {
  return [...new Set([tmpdir(), ON_DISK])];
}

/** Undefined where there is no such folder. */
function isInMemory(folder: string): boolean | undefined {
  try {
    return IN_MEMORY.has(statfsSync(folder).type);
  } catch {
    return undefined;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
