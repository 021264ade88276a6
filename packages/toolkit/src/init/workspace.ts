import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPackageJson } from '../project/index.ts';
import { lockFiles } from './package-manager.ts';

/**
 * The root of the workspace that a Node project is a member of, absolute: the nearest folder above it that has members and the lock
 * file. Undefined for a project with a lock file or a repository of its own, and outside of a workspace.
 */
export async function workspaceOf(root: string): Promise<string | undefined> {
  if (isLocked(root)) return undefined;
  for (let below = root, folder = dirname(root); folder !== below; below = folder, folder = dirname(folder)) {
    if (existsSync(join(below, '.git'))) return undefined;
    if (isLocked(folder) && (await hasMembers(folder))) return folder;
  }
  return undefined;
}

function isLocked(folder: string): boolean {
  return lockFiles.some((file) => existsSync(join(folder, file)));
}

async function hasMembers(folder: string): Promise<boolean> {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return true;
  // One that can't be read is no matter of this project.
  const manifest = await readPackageJson(folder).catch(() => undefined);
  return manifest?.workspaces !== undefined;
}
