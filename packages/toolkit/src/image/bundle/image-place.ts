import { existsSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { isWithin } from '../../file-system/is-within.ts';
import { folderAbove, packageNameIn } from './packages/packages.ts';

/** The folder of the bundle's scripts in an image. */
const BUNDLE = 'app/bundle';
/** The folder of packages that lie outside the project, such as others of its workspace. */
const WORKSPACE = 'app/.workspace';
/** The folder of installed packages that lie outside the project and its workspace, such as those of a store that projects share. */
const STORE = 'app/node_modules/.store';

/**
 * Where a file lies in an image, relative to its root: those of the project in `app`, as they lie in its folder. The
 * `node_modules` of folders above it, where workspaces keep theirs, becomes the one above `app`, in which Node looks next. What else
 * is outside goes by its package's name, so that no folder of this machine is told.
 *
 * @param root the project's folder, absolute
 */
export function imagePlace(root: string, path: string): string {
  const [, owner, rest = ''] = /^(.*?)\/(node_modules\/.*)$/.exec(path) ?? [];
  if (isWithin(root, path)) return posix.join('app', ...relative(root, path).split(sep));
  if (owner === undefined) return workspacePlace(path);
  if (isWithin(owner, root)) return rest;
  return existsSync(join(owner, 'package.json'))
    ? posix.join(workspacePlace(join(owner, 'package.json')), '..', rest)
    : posix.join(STORE, placeInStore(owner), rest);
}

/** How a script of the bundle names a file of the image. */
export function fromBundle(place: string): string {
  return posix.relative(BUNDLE, place);
}

/**
 * Which one of a store's folders it is, each of which has a package and, beside it, what that depends on: of pnpm's global virtual store
 * (`links/@scope/name/version/hash`, `links/@/name/version/hash`), or of a folder that `virtualStoreDir` names (`name@version`).
 */
function placeInStore(folder: string): string {
  return /\/links\/(@[^/]*\/[^/]+\/[^/]+\/[^/]+)$/.exec(folder)?.[1] ?? basename(folder);
}

function workspacePlace(path: string): string {
  // A link of `node_modules` leads to the package's folder itself.
  const isPackage = existsSync(join(path, 'package.json'));
  const folder = isPackage ? path : (folderAbove(path) ?? dirname(path));
  const name = packageNameIn(folder) ?? basename(folder);
  return posix.join(WORKSPACE, name, ...relative(folder, path).split(sep));
}
