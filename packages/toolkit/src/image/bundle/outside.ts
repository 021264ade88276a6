import { isBuiltin } from 'node:module';
import type { Plugin } from 'rolldown';
import { ToolkitError } from '../../errors.ts';
import type { PackageFinder } from './packages.ts';

/** What the bundle imports instead of containing. */
export interface Outside {
  /** Packages that the image carries as they are: the file that an import resolved to, by package name. */
  readonly carried: Map<string, Set<string>>;
  /** Packages by name that are carried besides those with native addons. */
  readonly external: readonly string[];
  /** Packages by name that stay out of the image. */
  readonly exclude: readonly string[];
}

/**
 * Decides for each import of a package whether it is bundled.
 *
 * @throws ToolkitError SW_PACKAGE_MISSING, within the bundler's error, where the project's own code imports what is not
 * installed
 */
export function outside(packages: PackageFinder, { carried, external, exclude }: Outside): Plugin {
  return {
    name: 'seaworthy:outside',
    resolveId: {
      filter: { id: /^(?!node:)[^./\0]/ },
      async handler(id, importer, { kind }) {
        const name = packageName(id);
        if (importer === undefined || isBuiltin(id) || id.startsWith('seaworthy:')) return undefined;
        if (exclude.includes(name)) return { id, external: true };
        const found = await this.resolve(id, importer, { kind, skipSelf: true });
        if (found === null) {
          // A package may try for optional ones; the project's own code may only where it imports dynamically.
          if (kind !== 'import-statement' || importer.includes('node_modules')) return { id, external: true };
          throw new ToolkitError('SW_PACKAGE_MISSING', { what: `${name} is not installed`, where: importer });
        }
        if (found.external !== false && found.external !== undefined) return found;
        if (!external.includes(name) && packages.of(found.id)?.native !== true && !found.id.endsWith('.node'))
          return found;
        carried.set(name, (carried.get(name) ?? new Set()).add(found.id));
        return { id, external: true };
      },
    },
  };
}

/** `@scope/name` or `name` of an import such as `name/part`. */
export function packageName(id: string): string {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}
