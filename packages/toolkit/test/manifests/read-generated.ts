import { join } from 'node:path';
import { manifestFiles, type ManifestOptions } from '../../src/manifests/index.ts';
import { readManifests, type Manifests } from '../../src/model/index.ts';
import { folderOf } from '../model/folder.ts';

/** Changes to make to generated files: by path, what to find and what to put there. */
export type Edits = Readonly<Record<string, readonly (readonly [string | RegExp, string])[]>>;

/** Generates manifests, edits them as a hand would, and reads an overlay of them. */
export async function readGenerated(
  options: ManifestOptions,
  edits: Edits = {},
  overlay = 'production',
): Promise<Manifests & { readonly folder: string }> {
  const files = Object.fromEntries(manifestFiles(options).map(({ path, text }) => [path, text]));
  for (const [path, changes] of Object.entries(edits))
    for (const [find, replacement] of changes) {
      const before = files[path] ?? '';
      files[path] = before.replace(find, replacement);
      if (files[path] === before) throw new Error(`${String(find)} is not in ${path}`);
    }
  const folder = await folderOf(files);
  return { folder, ...(await readManifests(join(folder, 'overlays', overlay))) };
}
