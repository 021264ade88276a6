import { goPackages } from '../../go/packages.ts';
import type { Project } from '../../project/index.ts';
import type { Platform } from '../oci/index.ts';
import { goReadWarnings } from './go-reads.ts';

/**
 * A line for people for each thing that a Go service may need and its image lacks, of which the compiler says nothing. Of a package
 * with parts in C the image's program has none: some packages, such as drivers of SQLite, are then no more than a stub that fails
 * when it is used.
 *
 * @param hasZones whether the image may have a database of time zones
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function goWarnings(
  project: Project,
  architecture: Platform['architecture'],
  hasZones: boolean,
): Promise<string[]> {
  const packages = await goPackages(project.entry, architecture);
  const withC = packages.filter(({ hasC }) => hasC);
  return [
    ...withC.map(
      ({ path }) => `${path} has parts in C, which are not in the image: see whether it works without them`,
    ),
    ...(await goReadWarnings(project, packages, hasZones)),
  ];
}
