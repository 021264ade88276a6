import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Set-up of a test run: what one process has compiled, TypeScript included, the others of the run take from a folder among its
 * temporary files (temporary-folder.ts). Hundreds of processes start from the same sources, and compiling was more than half
 * of what that took. A folder of the caller's own (`NODE_COMPILE_CACHE`) is used instead.
 */
export default function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'compiled');
}
