import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { randomHex } from '../../../../random-hex.ts';
import { assertEmbeddedAllowed } from '../../../embedded.ts';
import { DraftGone, type ObjectStore } from '../object-store.ts';
import { FolderDraft, type FolderPosition } from './folder-draft.ts';
import { folderNotes } from './folder-notes.ts';
import { ifPresent } from './if-present.ts';
import { readFacts } from './object-file.ts';

/** A folder for uploads. */
export interface FolderStoreOptions {
  /** The folder, made where it is missing, and used for nothing else. */
  readonly folder: string;
  /** `app.embeddedAllowed`: a folder does not outlive its pod, and other replicas don't see it. */
  readonly allowed: boolean;
  /** The setting that names a bucket instead, for the refusal. Default `S3_ENDPOINT`. */
  readonly setting?: string;
}

const title = 'The folder for uploads';

/**
 * Uploads in a local folder, for development: `folderStore({ folder: 'data/uploads', allowed: app.embeddedAllowed })`. An
 * object is one file, written elsewhere, flushed to the disk and renamed into its place. Refused when it is opened where
 * `allowed` is false.
 */
export function folderStore({ folder, allowed, setting = 'S3_ENDPOINT' }: FolderStoreOptions): ObjectStore {
  const objects = join(folder, 'objects');
  const unfinished = join(folder, 'unfinished');
  // One level: the key `a` must not stand in the way of `a/b`.
  const fileOf = (key: string) => join(objects, encodeURIComponent(key));
  const draft = (position: FolderPosition, flags: 'wx' | 'r+') =>
    FolderDraft.open(join(unfinished, `${position.id}.part`), fileOf(position.key), position, flags);
  return {
    title,
    async open() {
      assertEmbeddedAllowed(allowed, { store: title, setting, server: 'an S3-compatible server' });
      await mkdir(objects, { recursive: true });
      await mkdir(unfinished, { recursive: true });
    },
    begin: ({ key, contentType }) => draft({ id: randomHex(32), key, contentType, size: 0 }, 'wx'),
    async resume(position) {
      const resumed = await ifPresent(draft(position as unknown as FolderPosition, 'r+'));
      if (resumed === undefined) throw new DraftGone('its file is gone');
      return resumed;
    },
    async find(key) {
      await using file = await ifPresent(open(fileOf(key)));
      return file && (await readFacts(key, file));
    },
    async read({ key, etag, size }, { start, end } = { start: 0, end: size - 1 }) {
      const file = await ifPresent(open(fileOf(key)));
      if (file === undefined) return undefined;
      const same = (await readFacts(key, file)).etag === etag;
      if (same && size > 0) return file.createReadStream({ start, end });
      await file.close();
      return same ? Readable.from([]) : undefined;
    },
    remove: (key) => rm(fileOf(key), { force: true }),
    notes: folderNotes(unfinished),
    async sweep(before) {
      const old: string[] = [];
      for (const name of await readdir(unfinished)) {
        const path = join(unfinished, name);
        const found = await ifPresent(stat(path));
        if (found !== undefined && found.mtimeMs < before) old.push(path);
      }
      for (const path of old) await rm(path, { force: true });
      return old.length;
    },
  };
}
