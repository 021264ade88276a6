import { existsSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import type { Plugin } from 'rolldown';
import { fromBundle, imagePlace } from '../image-place.ts';
import { missingPackage } from './missing-package.ts';
import { dependsOn, folderHolding, isModuleFile, type PackageFinder } from './packages.ts';

/** What the bundle imports instead of containing. */
export interface Outside {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Scripts load by `require`, whatever the source says. */
  readonly format: 'script' | 'module';
  /** Packages that the image carries as they are: the files that imports resolved to, by package name. */
  readonly carried: Map<string, Set<string>>;
  /** Packages by name that are carried besides those that can't be bundled. */
  readonly external: readonly string[];
  /** Packages by name that stay out of the image. */
  readonly exclude: readonly string[];
}

/** Marks what a script imports when it is needed: a module that requires what is carried. */
const CARRIED = 'seaworthy-carried:';

/** Given with what is resolved, where it is to be carried whatever it is: something loads it by its name. */
export const CARRY = { seaworthyCarry: true };

/** Given with what is resolved to know where it is, which it need not be anywhere. */
export const ASK = { seaworthyCarry: false };

/** Told, within the bundler's error, where a script would have to import a carried ES module. */
export const CARRIES_MODULE = 'SEAWORTHY_CARRIES_MODULE';

/**
 * Decides for each import of a package whether it is bundled. What is carried is named by the file that it resolves to from its
 * importer: Node would look from the bundle, where another version may be nearer, or none, as pnpm lays them out.
 *
 * @throws ToolkitError SW_PACKAGE_MISSING, within the bundler's error, where the project's own code imports what is not
 * installed, or not built; {@link CARRIES_MODULE}
 */
export function outside(packages: PackageFinder, options: Outside): Plugin {
  const { root, format, carried, external, exclude } = options;
  /** What imports of the bundle name, by where it is seen from there. */
  const imported = new Map<string, { readonly name: string; readonly file: string }>();
  /** Of those what is carried whatever the bundle imports. */
  const needed = new Set<string>();
  return {
    name: 'seaworthy:outside',
    load: {
      filter: { id: new RegExp(`^\0${CARRIED}`) },
      handler: (id) => `module.exports = require('${id.slice(1)}');`,
    },
    resolveId: {
      filter: { id: /^(?!node:)[^./\0]/ },
      async handler(id, importer, { kind, custom }) {
        if (id.startsWith(CARRIED)) return { id: id.slice(CARRIED.length), external: true };
        const name = packageName(id);
        if (importer === undefined || isBuiltin(id) || id.startsWith('seaworthy:')) return undefined;
        if (exclude.includes(name)) return { id, external: true };
        const found = await this.resolve(id, importer, { kind, skipSelf: true });
        if (found === null) {
          // A package may try for optional ones; the project's own code may only where it imports dynamically, or requires what it
          // does not depend on, or a part that an installed package lacks.
          const isNeeded =
            kind === 'import-statement' ||
            (kind === 'require-call' &&
              custom?.['seaworthyCarry'] === undefined &&
              dependsOn(importer, name) &&
              (id === name || folderHolding(join('node_modules', name), importer) === undefined));
          if (!isNeeded || importer.includes('node_modules')) return { id, external: true };
          throw missingPackage(id, name, importer);
        }
        if (found.external !== false && found.external !== undefined) return found;
        const isByName = custom?.['seaworthyCarry'] === true;
        if (
          !isByName &&
          !external.includes(name) &&
          packages.of(found.id)?.carried !== true &&
          !found.id.endsWith('.node')
        )
          return found;
        const required =
          format === 'module'
            ? null
            : await this.resolve(id, importer, { kind: 'require-call', skipSelf: true });
        const file = required?.id ?? found.id;
        if (format === 'script' && kind !== 'require-call' && isModuleFile(file))
          throw Object.assign(new Error(`${id} is an ES module`), { code: CARRIES_MODULE });
        carried.set(name, (carried.get(name) ?? new Set()).add(isByName ? byName(name, file) : file));
        const place = fromBundle(imagePlace(root, file));
        if (custom?.['seaworthyCarry'] !== undefined || external.includes(name)) needed.add(place);
        else imported.set(place, { name, file });
        // A script's own `import()` resolves by the name that it was compiled under, which in the warm-up is another place.
        if (format === 'script' && kind === 'dynamic-import') return `\0${CARRIED}${place}`;
        return { id: place, external: true };
      },
    },
    async buildEnd() {
      // What nobody imports may be loaded by a name that is known only at run time, such as the driver of an ORM.
      for (const name of external.filter((it) => !carried.has(it))) {
        const importer = join(root, 'package.json');
        const required = await this.resolve(name, importer, { kind: 'require-call', skipSelf: true });
        const found =
          required ?? (await this.resolve(name, importer, { kind: 'import-statement', skipSelf: true }));
        if (found !== null && found.external === false) carried.set(name, new Set([byName(name, found.id)]));
      }
    },
    generateBundle(_options, bundle) {
      // What has been left out of the bundle, as nothing uses it, needs no package.
      const chunks = Object.values(bundle).flatMap((it) => (it.type === 'chunk' ? [it.code] : []));
      for (const [place, { name, file }] of imported) {
        if (needed.has(place) || chunks.some((code) => code.includes(place))) continue;
        carried.get(name)?.delete(file);
        if (carried.get(name)?.size === 0) carried.delete(name);
      }
    },
  };

  /** The file as it is found by its package's name, which pnpm has a link for. */
  function byName(name: string, file: string): string {
    const folder = join(root, 'node_modules', name);
    const target = packages.of(file)?.root;
    return target !== undefined && existsSync(folder) && realpathSync(folder) === target
      ? join(folder, relative(target, file))
      : file;
  }
}

/** `@scope/name` or `name` of an import such as `name/part`. */
export function packageName(id: string): string {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}
