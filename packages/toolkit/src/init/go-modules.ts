import { relative, resolve } from 'node:path';

/** Modules that a Go service takes from folders beside it. */
export interface LocalModules {
  /** Whether the module files alone do not tell what to download: what they refer to must be there too. */
  readonly needed: boolean;
  /** Folders, as go.mod names them, that are not below the root. */
  readonly outside: readonly string[];
}

/**
 * Reads the replacements of a go.mod; a path begins with `./`, `../` or `/` (modfile's `IsDirectoryPath`).
 * Vendored modules and those of a workspace are local as well. `has` tells whether a file is in the root.
 */
export function localModules(goMod: string, root: string, has: (file: string) => boolean): LocalModules {
  const text = goMod.replaceAll(/\/\/.*/g, '');
  const folders = [...text.matchAll(/=>\s+"?(\.{0,2}\/[^\s"]*|\.{1,2}(?=\s|$))/g)].flatMap(
    ([, folder]) => folder ?? [],
  );
  return {
    needed: folders.length > 0 || has('go.work') || has('vendor/modules.txt'),
    outside: folders.filter((folder) => relative(root, resolve(root, folder)).startsWith('..')),
  };
}
