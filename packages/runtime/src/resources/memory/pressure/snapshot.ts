import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import type { EventBus } from '../../../events.ts';
import type { MemorySample } from '../sampling/source.ts';

/**
 * V8 builds the snapshot's graph in native memory before it writes. Measured: 2 to 3 times the heap that it shows (node
 * 24.21, heaps of 50 and 150 MiB).
 */
const NEEDED_PER_HEAP_BYTE = 3;

/**
 * Makes a function that writes one heap snapshot into `directory`, a mounted volume, the first time it is called. The
 * process stands still meanwhile, for seconds. Where there is no room for it, it is left out: it would bring about what it
 * is to explain. To get one, raise the hard limit and leave the soft one where it was (`SEAWORTHY_MEMORY_SOFT_LIMIT`).
 * A directory that can't be written to is told of at once: at the end of memory it is too late to mount another.
 */
export function heapSnapshotInto(
  directory: string,
  limitBytes: () => number,
  bus: EventBus,
  write: (path: string) => string = writeHeapSnapshot,
): (sample: MemorySample) => void {
  try {
    // By the dot it is no file.
    accessSync(`${directory}/.`, constants.W_OK);
  } catch (error) {
    bus.emit({ type: 'memory.snapshot', path: directory, error });
  }
  let written = false;
  return ({ usedBytes, heapUsedBytes }) => {
    if (written) return;
    const path = join(directory, `memory-${process.pid}-${Date.now()}.heapsnapshot`);
    const missing = NEEDED_PER_HEAP_BYTE * heapUsedBytes - (limitBytes() - usedBytes);
    try {
      if (missing > 0)
        throw new Error(`it would need ${Math.ceil(missing / 2 ** 20)} MiB more than there are`);
      written = true;
      bus.emit({ type: 'memory.snapshot', path: write(path) });
    } catch (error) {
      bus.emit({ type: 'memory.snapshot', path, error });
    }
  };
}
