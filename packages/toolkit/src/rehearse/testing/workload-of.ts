import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWorkload, type Workload } from '../workload/index.ts';

/** What is rehearsed of manifests of one text. */
export async function workloadOf(manifests: string): Promise<Workload> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'seaworthy-test-'));
  await writeFile(join(folder.path, 'web.yaml'), manifests);
  // Read before the folder goes.
  return await readWorkload({ path: folder.path });
}
