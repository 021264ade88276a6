import type { FileHandle } from 'node:fs/promises';
import type { StoredObject } from '../object-store.ts';

/** What an object's file says of it, behind its content: so that both appear by one renaming. */
interface Trailer {
  readonly contentType: string;
  readonly etag: string;
}

/** The trailer's length stands in the last bytes. */
const LENGTH_BYTES = 4;

/** The bytes that end an object's file. */
export function trailer(facts: Trailer): Buffer {
  const text = Buffer.from(JSON.stringify(facts));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  return Buffer.concat([text, length]);
}

/** What an object's file says of it. */
export async function readFacts(key: string, file: FileHandle): Promise<StoredObject> {
  const { size, mtime } = await file.stat();
  const bytes = (await readAt(file, size - LENGTH_BYTES, LENGTH_BYTES)).readUInt32BE();
  const start = size - LENGTH_BYTES - bytes;
  const { contentType, etag } = JSON.parse(String(await readAt(file, start, bytes))) as Trailer;
  return { key, size: start, contentType, etag, modified: mtime };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer } = await file.read({ buffer: Buffer.alloc(length), position, length });
  return buffer;
}
