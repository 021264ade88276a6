import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Draft, DraftPosition } from '../object-store.ts';
import { trailer } from './object-file.ts';
import { renameDurably } from './rename-durably.ts';

/** Where a draft in a folder stands. */
export interface FolderPosition {
  readonly id: string;
  readonly key: string;
  readonly contentType: string;
  readonly size: number;
}

/** A file in the making, renamed into its place when it is whole. */
export class FolderDraft implements Draft {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #target: string;
  readonly #position: FolderPosition;
  #size: number;

  private constructor(file: FileHandle, path: string, target: string, position: FolderPosition) {
    this.#file = file;
    this.#path = path;
    this.#target = target;
    this.#position = position;
    this.#size = position.size;
  }

  /** Opens the file at `path`, a new one (`wx`) or one that is there (`r+`), from where it stands. */
  static async open(path: string, target: string, position: FolderPosition, flags: 'wx' | 'r+') {
    const file = await open(path, flags);
    return new FolderDraft(file, path, target, position);
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, offset, chunk.length - offset, this.#size);
      offset += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  async publish(): Promise<void> {
    const { id, contentType } = this.#position;
    const end = trailer({ contentType, etag: `"${id}"` });
    // What a process that was killed had written beyond its last suspension.
    await this.#file.truncate(this.#size);
    await this.#file.write(end, 0, end.length, this.#size);
    await this.#file.sync();
    await this.#file.close();
    await renameDurably(this.#path, this.#target);
  }

  async suspend(): Promise<DraftPosition> {
    await this.#file.datasync();
    return { ...this.#position, size: this.#size };
  }

  async abort(): Promise<void> {
    await this.close();
    await rm(this.#path, { force: true });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
