import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseQuantity } from '../../../model/index.ts';
import { podResources } from '../container-config/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';
import type { Volume } from './files.ts';

const run = promisify(execFile);

/**
 * Mounts a tmpfs where this process may.
 *
 * @returns whether it is one
 */
export async function mountMemory(path: string, bytes: number): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const options = `size=${Math.floor(bytes)},mode=0777`;
  return run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).then(
    () => true,
    () => false,
  );
}

/** Undoes it, lazily: a container may hold it in a namespace that is going away. */
export async function unmountMemory(path: string): Promise<void> {
  await run('umount', ['--lazy', path]);
}

/** How large it may become: the least of what the node has, what the pod may use, and `sizeLimit` (pkg/volume/emptydir calculateEmptyDirMemorySize). */
export function memorySize({ emptyDir }: Volume, { spec }: PodFacts, { memoryBytes }: NodeFacts): number {
  const stated = [podResources(spec).memoryBytes, parseQuantity(emptyDir?.sizeLimit)];
  return Math.min(memoryBytes, ...stated.map((bytes) => bytes || Infinity));
}
