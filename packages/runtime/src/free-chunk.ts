/**
 * Gives the memory of a part of a body back at once, for whoever alone holds it and is done with it. As garbage it would stay
 * until the next collection of the whole heap, and hasten that: V8 begins one for each 64 MiB of such memory. Parts that share
 * their memory with others are left alone.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
