import { dirname, resolve } from 'node:path';
import { ToolkitError } from '../errors.ts';
import { go } from './command.ts';
import { goPackages, type GoPackage } from './packages.ts';
import { linuxOn } from './platform.ts';

/** How a Go program is compiled. */
interface GoBuildOptions {
  /** Go's name of the processor. Default: this machine's. */
  readonly architecture?: string | undefined;
  /** Flags of the linker besides those of every build, such as `-X main.version=1.2.3`. Default: none. */
  readonly ldflags?: string | undefined;
}

/** Symbols tell nothing that a stack trace needs, and a number of the build would differ. */
const LINKER = '-s -w -buildid=';

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
    const env = { ...linuxOn(architecture), CGO_ENABLED: '0' };
    await go(['build', ...flags, '-o', binary, '.'], folder, env);
  } catch (error) {
    throw (error instanceof ToolkitError && (await lackingC(error, folder, architecture))) || error;
  }
}

/** What does not compile without C is no fault of the source. */
async function lackingC(
  failure: ToolkitError,
  folder: string,
  architecture: string | undefined,
): Promise<ToolkitError | undefined> {
  const { code, what, where, cause } = failure;
  if (code !== 'SW_GO_BUILD_FAILED') return undefined;
  const packages = await goPackages(folder, architecture).catch(() => []);
  const lacking = packages.find((it) => it.hasC && isAbout(failure, it, folder));
  if (lacking === undefined) return undefined;
  return new ToolkitError(code, {
    what,
    where,
    fix: `It is compiled without C (CGO_ENABLED=0), and ${lacking.path} has parts in C: use a package in Go alone, or build image and program by means of your own (rehearse.yaml: \`build\` and \`entrypoint\`). Else correct the source where the compiler says.`,
    cause,
  });
}

/** What the compiler says of a name whose file was left out. */
const lacksName = /\bundefined\b|\bundeclared\b|\bmissing method\b/;

/** Whether what does not compile may be what a package has in C: nothing is left of it, or a name of it is missing, in its own source or in another's. */
function isAbout({ what, where = '' }: ToolkitError, { name, folder }: GoPackage, cwd: string): boolean {
  if (what.includes(`build constraints exclude all Go files in ${folder}`)) return true;
  const [file = ''] = where.split(':');
  const isNamed = dirname(resolve(cwd, file)) === folder || new RegExp(`\\b${name}\\.`).test(what);
  return isNamed && lacksName.test(what);
}
