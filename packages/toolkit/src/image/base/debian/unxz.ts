import { buffer } from 'node:stream/consumers';

/** Unpacks xz, which Node itself does not know. */
export async function unxz(packed: Buffer): Promise<Buffer> {
  // With a program in WebAssembly, and seldom needed.
  const { default: xz } = await import('xz-decompress');
  return buffer(new xz.XzReadableStream(new Blob([new Uint8Array(packed)]).stream()));
}
