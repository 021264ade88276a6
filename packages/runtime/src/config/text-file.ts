import { readFileSync, statSync } from 'node:fs';
// By name it would not link before Node 22.12, and that `require-node.ts` could not say so.
import util from 'node:util';

/** The size limit of a ConfigMap and of a Secret (pkg/apis/core/types.go MaxSecretSize). */
const MAX_BYTES = 1024 * 1024;

/** A file's text, or what is wrong with it. */
export type TextFile = { readonly text: string } | { readonly problem: string; readonly absent?: boolean };

/**
 * Reads a UTF-8 file. It never throws; anything but a regular file of at most 1 MiB is refused, so that a directory, a
 * FIFO or a device can't hang the start.
 */
export function readTextFile(path: string): TextFile {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { problem: stats.isDirectory() ? 'is a directory' : 'is not a regular file' };
    if (stats.size > MAX_BYTES) return { problem: `is larger than 1 MiB (${stats.size} bytes)` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return { problem: describeFailure(error), absent: (error as NodeJS.ErrnoException).code === 'ENOENT' };
  }
}

function describeFailure(error: unknown): string {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not valid UTF-8';
  return `cannot be read: ${errno === undefined ? String(error) : util.getSystemErrorMessage(errno)} (${code})`;
}
