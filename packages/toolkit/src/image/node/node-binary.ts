import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writing } from '../../file-system/writing.ts';
import type { BuildCache } from '../cache/index.ts';
import type { TarEntry } from '../layers/index.ts';
import { fetchNode } from './fetch.ts';
import { keepLocales } from './locales.ts';
import { strip } from './strip.ts';
import type { NodePackage } from './version.ts';

/** A Node binary in the cache, stripped. */
export interface NodeBinary {
  readonly version: string;
  /** Digest of the stripped binary. */
  readonly digest: string;
  /** Digest of its licence. */
  readonly licence: string;
}

/** Where Node is in an image. */
export const NODE_PATH = '/usr/local/bin/node';

/**
 * @param locales languages that `Intl` is to know. Undefined: all that Node's official builds know.
 * @throws ToolkitError SW_NODE_UNAVAILABLE, SW_NODE_INVALID, SW_WRITE_FAILED
 */
export async function nodeBinary(
  wanted: NodePackage,
  locales: readonly string[] | undefined,
  cache: BuildCache,
): Promise<NodeBinary> {
  const { blobs } = cache;
  const isThere = async (digest: string) => (await blobs.size(digest)) !== undefined;
  return cache.result(
    ['node-1', wanted.name, wanted.version, wanted.integrity ?? '', ...(locales ?? ['all'])],
    async () => {
      cache.onFetch(`${wanted.name}@${wanted.version}`);
      const { binary, licence } = await fetchNode(wanted);
      const bare = strip(binary);
      const told = locales === undefined ? bare : keepLocales(bare, locales);
      const [stripped, text] = await Promise.all([blobs.add(told), blobs.add(licence)]);
      return { version: wanted.version, digest: stripped.digest, licence: text.digest };
    },
    async ({ digest, licence }) => (await isThere(digest)) && isThere(licence),
  );
}

/** The files of the layer with Node. */
export async function nodeEntries(
  { digest, licence }: NodeBinary,
  { blobs }: BuildCache,
): Promise<TarEntry[]> {
  return [
    { type: 'file', path: NODE_PATH.slice(1), mode: 0o755, content: await blobs.read(digest) },
    { type: 'file', path: 'usr/local/share/doc/node/LICENSE', content: await blobs.read(licence) },
  ];
}

/** Path of the binary as a program that this machine can start. */
export async function runnableNode({ digest }: NodeBinary, { folder, blobs }: BuildCache): Promise<string> {
  const path = join(folder, 'node', digest.replace('sha256:', ''), 'node');
  // It is named by its digest, and got its name when it was whole.
  if (existsSync(path)) return path;
  await writing(path, async (partial) => {
    await writeFile(partial, await blobs.read(digest));
    await chmod(partial, 0o755);
  });
  return path;
}
