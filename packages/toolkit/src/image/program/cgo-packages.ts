import { goPackagesWithC } from '../../go/build.ts';
import type { Project } from '../../project/index.ts';
import type { Platform } from '../oci/index.ts';

/**
 * A line for people for each package of a Go service that has parts in C: the image's program has none, and some packages, such as
 * drivers of SQLite, are then no more than a stub that fails when it is used.
 *
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function cgoWarnings(
  { entry }: Project,
  architecture: Platform['architecture'],
): Promise<string[]> {
  const packages = await goPackagesWithC(entry, architecture);
  return packages.map(
    (name) => `${name} has parts in C, which are not in the image: see whether it works without them`,
  );
}
