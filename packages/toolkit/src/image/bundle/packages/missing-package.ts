import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { buildsItself, folderHolding } from './packages.ts';

/**
 * SW_PACKAGE_MISSING, by what there is to do about it: to install the package, to install it as files, to build it where it is one of
 * the workspace whose files a build writes, or to correct the import of one that is there.
 *
 * @param id what is imported, such as `@shop/db/schema`
 * @param name the package's
 */
export function missingPackage(id: string, name: string, importer: string): ToolkitError {
  const error = (what: string, fix?: string) =>
    new ToolkitError('SW_PACKAGE_MISSING', { what, where: importer, ...(fix !== undefined && { fix }) });
  const above = folderHolding(join('node_modules', name), importer);
  if (above !== undefined) {
    const folder = realpathSync(join(above, 'node_modules', name));
    const place = relative('.', folder) || '.';
    // A build of what was installed is no matter of the project.
    return !folder.includes('node_modules') && buildsItself(folder)
      ? error(
          `${id} is a package of the workspace that is not built: the file that its package.json names for it is not in ${place}`,
          `Build it first: \`npm run build\` in ${place}, or the build of the whole workspace.`,
        )
      : error(
          `${id} is not in the ${name} that is installed`,
          `Correct the import, or ${join(place, 'package.json')}, which names the files of the package.`,
        );
  }
  return folderHolding('.pnp.cjs', importer) === undefined
    ? error(`${name} is not installed`)
    : error(
        `${name} is in no node_modules`,
        'Yarn keeps packages where only its own loader finds them (Plug’n’Play). Install them as files: `YARN_NODE_LINKER=node-modules yarn install`.',
      );
}
