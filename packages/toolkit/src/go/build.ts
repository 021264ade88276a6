import { ToolkitError } from '../errors.ts';
import { go } from './command.ts';

/** How a Go program is compiled. */
interface GoBuildOptions {
  /** Go's name of the processor. Default: this machine's. */
  readonly architecture?: string | undefined;
  /** Flags of the linker besides those of every build, such as `-X main.version=1.2.3`. Default: none. */
  readonly ldflags?: string | undefined;
}

/** Symbols tell nothing that a stack trace needs, and a number of the build would differ. */
const LINKER = '-s -w -buildid=';

/** Go's own packages have all that they need without C. */
const withC = '{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{end}}';

/**
 * Compiles the Go program of a folder into one static binary for Linux: no parts in C, no paths of this machine, no symbols. It is what
 * the image holds, so that nothing else is rehearsed or measured.
 *
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function buildGo(
  folder: string,
  binary: string,
  { architecture, ldflags = '' }: GoBuildOptions = {},
): Promise<void> {
  const flags = ['-trimpath', '-buildvcs=false', `-ldflags=${LINKER} ${ldflags}`];
  try {
    const env = { ...platform(architecture), CGO_ENABLED: '0' };
    await go(['build', ...flags, '-o', binary, '.'], folder, env);
  } catch (error) {
    throw (error instanceof ToolkitError && (await lackingC(error, folder, architecture))) || error;
  }
}

/**
 * The packages of a Go program that have parts in C, as they are imported.
 *
 * @param architecture Go's name of the processor. Default: this machine's
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function goPackagesWithC(folder: string, architecture?: string): Promise<string[]> {
  return goList(folder, withC, architecture);
}

/**
 * What `go list` tells of the program of a folder and all that it imports, parts in C included: the lines that are not empty.
 *
 * @param format a template of `go help list`, carried out for each package
 * @param architecture Go's name of the processor. Default: this machine's
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function goList(folder: string, format: string, architecture?: string): Promise<string[]> {
  const env = { ...platform(architecture), CGO_ENABLED: '1' };
  // What is wrong with the source is for the compiler to say.
  const told = await go(['list', '-e', '-deps', '-f', format, '.'], folder, env);
  return told.split('\n').filter((line) => line !== '');
}

function platform(architecture: string | undefined): Record<string, string> {
  return { GOOS: 'linux', ...(architecture !== undefined && { GOARCH: architecture }) };
}

/** What does not compile without C is no fault of the source. */
async function lackingC(
  { code, what, where, cause }: ToolkitError,
  folder: string,
  architecture: string | undefined,
): Promise<ToolkitError | undefined> {
  if (code !== 'SW_GO_BUILD_FAILED') return undefined;
  const [first, ...others] = await goPackagesWithC(folder, architecture).catch(() => []);
  if (first === undefined) return undefined;
  const names = others.length === 0 ? first : `${first} and ${others.length} more`;
  return new ToolkitError(code, {
    what,
    where,
    fix: `It is compiled without C (CGO_ENABLED=0), and ${names} has parts in C: use a package in Go alone, or build image and program by means of your own (rehearse.yaml: \`build\` and \`entrypoint\`). Else correct the source where the compiler says.`,
    cause,
  });
}
