import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPackageJson } from '../project/index.ts';
import { lockFiles } from './package-manager.ts';

/** What several packages of a repository are installed by. */
export interface Workspace {
  /** Its folder, absolute. */
  readonly root: string;
  /** Whether its `npm run build` builds its packages, as Turborepo and Nx have it. */
  readonly hasBuild: boolean;
  /** `packageManager` of its package.json. */
  readonly packageManager: string | undefined;
}

/**
 * The workspace that a Node project is a member of: that of the nearest folder above it that has members and the lock file. Undefined
 * for a project with a lock file or a repository of its own, and outside of a workspace.
 */
export async function workspaceOf(root: string): Promise<Workspace | undefined> {
  if (isLocked(root)) return undefined;
  for (let below = root, folder = dirname(root); folder !== below; below = folder, folder = dirname(folder)) {
    if (existsSync(join(below, '.git'))) return undefined;
    if (!isLocked(folder)) continue;
    // One that can't be read is no matter of this project.
    const manifest = await readPackageJson(folder).catch(() => undefined);
    if (existsSync(join(folder, 'pnpm-workspace.yaml')) || manifest?.workspaces !== undefined)
      return {
        root: folder,
        hasBuild: manifest?.scripts?.['build'] !== undefined,
        packageManager: manifest?.packageManager,
      };
  }
  return undefined;
}

function isLocked(folder: string): boolean {
  return lockFiles.some((file) => existsSync(join(folder, file)));
}
