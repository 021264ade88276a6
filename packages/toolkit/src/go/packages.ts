import { join } from 'node:path';
import { go } from './command.ts';
import { linuxOn } from './platform.ts';

/** A package that a Go program is compiled of. */
export interface GoPackage {
  /** As it is imported, such as `github.com/mattn/go-sqlite3`. */
  readonly path: string;
  /** As source calls it, such as `sqlite3`. */
  readonly name: string;
  /** Its folder, absolute. */
  readonly folder: string;
  /** Whether its source is the service's own: of the main module, or of the workspace. */
  readonly isOwn: boolean;
  /** Whether it has parts in C. Go's own packages have all that they need without C: they count as having none. */
  readonly hasC: boolean;
  /** Its files of Go for the platform, absolute, those with parts in C included. */
  readonly files: readonly string[];
}

/** A template of `go help list`: no path has a tab, and no file's name a slash. */
const format = [
  '{{.ImportPath}}',
  '{{.Name}}',
  '{{.Dir}}',
  '{{if and .Module .Module.Main}}own{{end}}',
  '{{if and .CgoFiles (not .Standard)}}C{{end}}',
  '{{join .GoFiles "/"}}',
  '{{join .CgoFiles "/"}}',
].join('\t');

/**
 * The program of a folder and all that it imports, as they are with parts in C.
 *
 * @param architecture Go's name of the processor. Default: this machine's
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function goPackages(cwd: string, architecture?: string): Promise<GoPackage[]> {
  const env = { ...linuxOn(architecture), CGO_ENABLED: '1' };
  // What is wrong with the source is for the compiler to say.
  const told = await go(['list', '-e', '-deps', '-f', format, '.'], cwd, env);
  return told.split('\n').flatMap((line) => {
    if (line === '') return [];
    const [path = '', name = '', folder = '', own, c, ...files] = line.split('\t');
    return {
      path,
      name,
      folder,
      isOwn: own !== '',
      hasC: c !== '',
      files: files.flatMap((list) => (list === '' ? [] : list.split('/'))).map((file) => join(folder, file)),
    };
  });
}
