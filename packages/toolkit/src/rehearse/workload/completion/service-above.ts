import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { holdsProject } from '../../../project/index.ts';

/** How far up from its manifests a service is looked for: `deploy/overlays/production`, and no further. */
const LEVELS = 3;

/**
 * The nearest folder above the manifests at `path` that holds a Node or Go service, absolute; undefined where there is none. Nobody
 * is looked for outside of the repository.
 */
export function serviceAbove(path: string): string | undefined {
  let folder = resolve(path);
  for (let level = 0; level <= LEVELS; level++) {
    if (statSync(folder).isDirectory()) {
      if (holdsProject(folder)) return folder;
      if (existsSync(join(folder, '.git'))) return undefined;
    }
    folder = dirname(folder);
  }
  return undefined;
}
