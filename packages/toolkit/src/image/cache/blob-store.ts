import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ToolkitError } from '../../errors.ts';
import { writing } from '../../file-system/writing.ts';

/** A blob's name and size. */
export interface BlobInfo {
  readonly digest: string;
  readonly size: number;
}

const isDigest = /^sha256:[0-9a-f]{64}$/;

/**
 * Blobs by digest in a folder, as in an OCI image layout. A blob appears when it is whole, by a rename, so that an
 * interrupted command leaves nothing half-written.
 */
export class BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Where a blob is, or would be.
   *
   * @throws ToolkitError SW_DIGEST for what is no digest: one that a registry named could be a path to a file of this machine
   */
  path(digest: string): string {
    if (!isDigest.test(digest))
      throw new ToolkitError('SW_DIGEST', { what: 'It is no SHA-256', where: digest });
    return join(this.#folder, 'blobs', digest.replace(':', '/'));
  }

  /** The blob's size; undefined when it is not there. */
  async size(digest: string): Promise<number | undefined> {
    return stat(this.path(digest)).then(
      (found) => found.size,
      () => undefined,
    );
  }

  /** The whole blob. @throws where it is not there */
  async read(digest: string): Promise<Buffer> {
    return readFile(this.path(digest));
  }

  /** The blob's bytes from `start` to before `end`. Default: all. */
  stream(digest: string, start = 0, end = Number.POSITIVE_INFINITY): Readable {
    return createReadStream(this.path(digest), { start, end: end - 1 });
  }

  /** Adds bytes. @throws ToolkitError SW_WRITE_FAILED */
  async add(bytes: Uint8Array): Promise<BlobInfo> {
    const info = { digest: digestOf(bytes), size: bytes.length };
    if ((await this.size(info.digest)) === bytes.length) return info;
    await writing(this.path(info.digest), (partial) => writeFile(partial, bytes));
    return info;
  }

  /**
   * Adds what the stream gives, if it has the wanted digest.
   *
   * @param most so many bytes at most are taken, so that whoever gives them can't fill the disk. Default: all that come
   * @throws ToolkitError SW_WRITE_FAILED, and SW_DIGEST where it has another, or is longer
   */
  async addStream(source: Readable, wanted: string, most = Infinity): Promise<BlobInfo> {
    let size = 0;
    const hash = createHash('sha256');
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        if (size > most) done(tooLong(most, wanted));
        else done(null, chunk);
      },
    });
    // It may break before it is read, which the pipeline then tells of: without a listener it would end the process.
    source.on('error', () => {});
    await writing(this.path(wanted), async (partial) => {
      await pipeline(source, measure, createWriteStream(partial));
      const digest = `sha256:${hash.digest('hex')}`;
      if (digest !== wanted)
        throw new ToolkitError('SW_DIGEST', { what: `What arrived has the digest ${digest}`, where: wanted });
    });
    return { digest: wanted, size };
  }
}

/** The error for what goes on behind the end of what it is said to be. */
function tooLong(most: number, digest: string): ToolkitError {
  return new ToolkitError('SW_DIGEST', { what: `More than its ${most} bytes arrived`, where: digest });
}

/** `sha256:` and the hexadecimal SHA-256 of the bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
