/**
 * Is bundled where a module asks for its own place (`import.meta`): in the bundle all modules share one file, but the files
 * beside them are in the image at the same relative paths as in the source.
 */
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `import.meta` tells of a module. */
export interface ModulePlace {
  readonly filename: string;
  readonly dirname: string;
  readonly url: string;
  resolve(specifier: string): string;
  /** What a CommonJS module there has: it resolves from there. */
  readonly require: NodeJS.Require;
}

/**
 * What `process.argv[1]` is to say: of the service, where its own file would be.
 *
 * @param main that file, relative to the root of the source; absolute where the program finds the source itself
 */
export function programFile(main: string): string | undefined {
  const [, started] = process.argv;
  const folder = join(import.meta.dirname, '..');
  return started === join(folder, 'main.js') ? resolve(folder, main) : started;
}

/** The place in the image of a module, by its path relative to the root of the source; by an absolute one its place in the source. */
export function moduleAt(path: string): ModulePlace {
  const filename = resolve(import.meta.dirname, '..', path);
  const require = () => createRequire(filename);
  return {
    filename,
    dirname: dirname(filename),
    url: pathToFileURL(filename).href,
    resolve(specifier) {
      if (isBuiltin(specifier)) return specifier;
      return pathToFileURL(require().resolve(specifier)).href;
    },
    get require() {
      return require();
    },
  };
}

/**
 * Loads the one that is asked for, of the modules that a pattern such as `./handlers/${name}.ts` may name.
 *
 * @throws Error as Node's, with `code`, where it is none of them
 */
export function requireOf<T>(modules: Readonly<Record<string, () => T>>, specifier: string): T {
  return loadOf(modules, specifier, 'MODULE_NOT_FOUND');
}

/** The same for `import(…)`, which rejects instead. */
export async function importOf<T>(
  modules: Readonly<Record<string, () => Promise<T>>>,
  specifier: string,
): Promise<T> {
  return loadOf(modules, specifier, 'ERR_MODULE_NOT_FOUND');
}

function loadOf<T>(modules: Readonly<Record<string, () => T>>, specifier: string, code: string): T {
  const load = Object.hasOwn(modules, specifier) ? modules[specifier] : undefined;
  if (load !== undefined) return load();
  const told = `Cannot find module '${specifier}': there was none of this name when the image was built`;
  throw Object.assign(new Error(told), { code });
}
