import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { manifestFiles } from '../../../manifests/index.ts';
import { readManifests } from '../../../model/index.ts';
import { goVersion } from '../../../project/index.ts';
import { temporaryFolder } from '../../../file-system/temporary-folder.ts';
import type { ObjectSet } from './object-set.ts';

/**
 * The objects of the production overlay that `seaworthy manifests` would write, without their positions: no file of the
 * user's holds them.
 */
export async function deriveObjects(
  contract: ServiceContract,
  folder: string,
): Promise<Omit<ObjectSet, 'where'>> {
  await using scratch = temporaryFolder(join(tmpdir(), 'seaworthy-manifests-'));
  for (const { path, text } of manifestFiles({ contract, goVersion: await goVersion(folder) })) {
    await mkdir(dirname(join(scratch.path, path)), { recursive: true });
    await writeFile(join(scratch.path, path), text);
  }
  const { objects } = await readManifests(join(scratch.path, 'overlays/production'));
  return { objects: structuredClone(objects), unsupported: [] };
}
