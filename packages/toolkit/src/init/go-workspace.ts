import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { readGoMod } from '../project/index.ts';

/**
 * The folders beside a Go module, relative to it, that a workspace above it takes modules from which the module requires: the nearest
 * `go.work` (go.dev/ref/mod, "Workspaces"). A module's own folder and those below it are not among them.
 */
export async function workspaceModules(root: string, goMod: string): Promise<string[]> {
  const workspace = await nearest(root);
  if (workspace === undefined) return [];
  const text = workspace.text.replaceAll(/\/\/.*/g, '');
  const used = [...text.matchAll(/\buse\s+(?:\(([^)]*)\)|(\S+))/g)].flatMap(([, block = '', one = block]) =>
    one.split(/\s+/).filter((path) => path !== ''),
  );
  const folders = used.map((path) => resolve(workspace.folder, path.replaceAll('"', '')));
  const outside = folders.filter((folder) => relative(root, folder).startsWith('..'));
  const required = await Promise.all(outside.map((folder) => isRequired(folder, goMod)));
  return outside.filter((_, index) => required[index]).map((folder) => relative(root, folder));
}

async function nearest(folder: string): Promise<{ folder: string; text: string } | undefined> {
  const text = await readFile(join(folder, 'go.work'), 'utf8').catch(() => undefined);
  if (text !== undefined) return { folder, text };
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}

async function isRequired(folder: string, goMod: string): Promise<boolean> {
  const [, path] = /^module\s+"?([^\s"]+)/m.exec(await readGoMod(folder)) ?? [];
  return path !== undefined && goMod.split(/\s+/).includes(path);
}
