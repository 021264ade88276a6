import { hash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, posix, relative, resolve } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { mayBeSecret } from '../../../file-system/secret-files.ts';
import type { FileReference } from './file-references.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { imagePlace } from '../image-place.ts';
import { folderAbove, isProgram } from '../packages/packages.ts';
import { unknownFiles, type Unfollowed } from './unfollowed.ts';

/** What the source's own modules refer to besides by imports. */
export interface References {
  /** Programs of worker threads: name of the entry in the bundle, and the file. */
  readonly programs: Map<string, string>;
  /** Other files, and folders with all that is in them, relative to the root. */
  readonly assets: Set<string>;
  /** What can't be followed, for people, by the module's id. */
  readonly warnings: Map<string, readonly Unfollowed[]>;
  /** Whether the program finds them where they are in the source: then none comes along. */
  readonly inSource: boolean;
}

/**
 * Brings what a module of the project refers to into the image: a program is bundled, a file or folder is an asset.
 *
 * @param id the module's file
 * @returns how the module names it there, where that is another name; or what can't be followed of it
 * @throws ToolkitError SW_ASSET_MISSING
 */
export function refer(
  { path, whole, agreed }: FileReference,
  id: string,
  root: string,
  references: References,
): { readonly path: string } | Unfollowed | undefined {
  if (references.inSource) return undefined;
  const file = resolve(dirname(id), path);
  const exists = existsSync(file);
  const region = regionOf(id, root);
  const isAround = isWithin(file, id) && file !== id;
  if (!exists || !isWithin(region, file)) {
    // What may hold secrets is left out anyway, and a machine that builds seldom has it.
    if (agreed && (exists || !mayBeSecret(relative(root, file)))) {
      const what = exists ? `${path} is outside the project` : `${path} does not exist`;
      throw new ToolkitError('SW_ASSET_MISSING', { what, where: relative('.', id) });
    }
    if (!exists || isAround) return whole ? undefined : unknownFiles(file);
    return {
      text: `names ${relative(root, file)}, which is outside the project and not in the image`,
      about: file,
    };
  }
  // A folder around the module is asked for its place: brought along, it would be the source itself.
  if (isAround) return whole ? undefined : unknownFiles(file);
  const inRoot = relative(root, file);
  if (`${file}/`.includes('/node_modules/'))
    return { text: `names ${inRoot}: what it needs of packages is to be said in \`assets\``, about: file };
  if (!isProgram.test(file) || statSync(file).isDirectory()) {
    references.assets.add(inRoot);
    return undefined;
  }
  const name = programName(posix.relative('app', imagePlace(root, file)));
  references.programs.set(name, file);
  const own = imagePlace(root, id);
  return { path: `./${posix.relative(posix.dirname(own), `app/${name}.js`)}` };
}

/** The folder that a module may name files of: the project's, or its package's. */
export function regionOf(id: string, root: string): string {
  return isWithin(root, id) ? root : (folderAbove(id) ?? dirname(id));
}

/**
 * The name of a worker's program in the bundle, by its path alone, so that it is the same in each build. A hash keeps apart what
 * would have one name otherwise: `a-b.ts` and `a/b.ts`, `a.ts` and `a.js`, `app.ts` and the service itself.
 */
function programName(inRoot: string): string {
  const name = inRoot.replace(isProgram, '').replaceAll(/[^\w-]/g, '-');
  const isPlain = /^(?!vendor\/)(\w+\/)+\w+\.ts$/.test(inRoot);
  return isPlain ? name : `${name}-${hash('sha256', inRoot).slice(0, 8)}`;
}
