import { go } from '../../go-command.ts';
import type { Project } from '../../project/index.ts';
import type { Platform } from '../oci/index.ts';

/** Go's own packages have all that they need without C. */
const format = '{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{end}}';

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
  const env = { CGO_ENABLED: '1', GOOS: 'linux', GOARCH: architecture };
  // What is wrong with the source is for the compiler to say.
  const packages = await go(['list', '-e', '-deps', '-f', format, '.'], entry, env);
  return packages
    .split('\n')
    .filter((name) => name !== '')
    .map((name) => `${name} has parts in C, which are not in the image: see whether it works without them`);
}
