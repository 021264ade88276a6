import { ToolkitError } from '../../errors.ts';
import { BLOCK_BYTES, tarHeader, type TarHead } from './tar-header.ts';

/** A directory or symbolic link of a layer, or a file with its content. */
export type TarEntry =
  | Exclude<TarHead, { readonly type: 'file' }>
  | (Omit<Extract<TarHead, { readonly type: 'file' }>, 'size'> & { readonly content: Uint8Array });

/**
 * A tar archive (POSIX.1-1988 ustar, with pax records where a name needs them) whose bytes depend on nothing but its
 * entries and `time`: sorted by code unit, numeric owners, one time for all. Libraries differ by padding and header
 * details from one release to the next, so that their archives can't be compared by digest.
 *
 * @param time modification time of every entry, in seconds since the Unix epoch
 * @throws ToolkitError SW_LAYER_PATH for a path that stands twice, or that an unpacker reads as an order to delete (OCI image
 * layer specification, "Whiteouts")
 */
export function tarArchive(entries: readonly TarEntry[], time: number): Buffer {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const blocks: Uint8Array[] = [];
  let last: string | undefined;
  for (const entry of sorted) {
    checkPath(entry.path, last);
    last = entry.path;
    if (entry.type !== 'file') blocks.push(...tarHeader(entry, time));
    else {
      const size = entry.content.length;
      blocks.push(...tarHeader({ ...entry, size }, time), entry.content, padding(size));
    }
  }
  return Buffer.concat([...blocks, archiveEnd()]);
}

function checkPath(path: string, last: string | undefined): void {
  const refuse = (what: string) => {
    throw new ToolkitError('SW_LAYER_PATH', { what, where: path });
  };
  if (path === last) refuse('Two files of the image have the same path');
  if (/(^|\/)\.wh\./.test(path)) refuse('A name that begins with .wh. deletes a file of a lower layer');
  if (/^\/|(^|\/)\.\.?(\/|$)/.test(path))
    refuse('A path in the image is relative to its root and has no . or ..');
}

/** What ends an archive. */
export function archiveEnd(): Uint8Array {
  return Buffer.alloc(2 * BLOCK_BYTES);
}

/** What fills the last block of a file. */
export function padding(length: number): Uint8Array {
  return Buffer.alloc((BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES);
}
