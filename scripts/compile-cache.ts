import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Set-up of a test run: what one process has compiled, TypeScript included, the others of the run take from a folder that goes
 * with it. Hundreds of processes start from the same sources, and compiling was more than half of what that took. A folder of
 * the caller's own (`NODE_COMPILE_CACHE`) is used instead.
 */
export default async function keepCompiled(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-compiled-'));
  process.env['NODE_COMPILE_CACHE'] = folder;
  // A process that ends meanwhile may still write into it.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
