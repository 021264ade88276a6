import { createHash } from 'node:crypto';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError } from '../../errors.ts';
import { BlobStore } from './blob-store.ts';
import { writing } from '../../file-system/writing.ts';

/**
 * What is kept from one build to the next: blobs, and results by the key of all that they were made from. Deleting the
 * folder costs time and nothing else.
 */
export interface BuildCache {
  readonly folder: string;
  readonly blobs: BlobStore;
  /** Told what is about to be fetched, such as `libc6_2.41-12_amd64.deb`: that may take a minute. */
  readonly onFetch: (what: string) => void;
  /** The result under this key, made by `make` where it isn't there or no longer `usable`. Keys name a format too. */
  result<T>(
    key: readonly string[],
    make: () => Promise<T>,
    usable?: (found: T) => Promise<boolean>,
  ): Promise<T>;
}

/** @param onFetch default: nobody is told */
export function openBuildCache(folder: string, onFetch: BuildCache['onFetch'] = () => {}): BuildCache {
  return {
    folder,
    blobs: new BlobStore(folder),
    onFetch,
    async result<T>(
      key: readonly string[],
      make: () => Promise<T>,
      usable: (found: T) => Promise<boolean> = async () => true,
    ): Promise<T> {
      const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
      const path = join(folder, 'results', `${name}.json`);
      const found = await readFile(path, 'utf8').then(
        (text) => JSON.parse(text) as T,
        () => undefined,
      );
      if (found !== undefined && (await usable(found))) return found;
      const made = await make();
      await writing(path, (partial) => writeFile(partial, JSON.stringify(made)));
      return made;
    },
  };
}

/**
 * Makes the folder of a build cache and sees whether it can be written, so that nobody builds for minutes to hear of it.
 *
 * @throws ToolkitError SW_WRITE_FAILED
 */
export async function prepareCacheFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw writeError(error, folder);
  }
}
