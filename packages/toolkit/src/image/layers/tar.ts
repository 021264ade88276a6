import { ToolkitError } from '../../errors.ts';
import { tarHeader, BLOCK_BYTES } from './tar-header.ts';

/** A file, directory or symbolic link of a layer. */
export type TarEntry = {
  /** Relative to the root, without a leading slash. */
  readonly path: string;
  /** Permission bits. Default 0644 for files, 0755 for directories. */
  readonly mode?: number;
  /** Numeric owner and group. Default 0. */
  readonly owner?: number;
} & (
  | { readonly type: 'file'; readonly content: Uint8Array }
  | { readonly type: 'directory' }
  | { readonly type: 'symlink'; readonly target: string }
);

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
    blocks.push(...tarHeader(entry, time));
    if (entry.type === 'file') blocks.push(entry.content, padding(entry.content.length));
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
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

/** What fills the last block. */
export function padding(length: number): Uint8Array {
  return Buffer.alloc((BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES);
}
