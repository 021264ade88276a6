import { buffer } from 'node:stream/consumers';
import xz from 'xz-decompress';

/** Unpacks xz, which Node itself does not know. */
export async function unxz(packed: Buffer): Promise<Buffer> {
  return buffer(new xz.XzReadableStream(new Blob([new Uint8Array(packed)]).stream()));
}
