import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'rolldown';
import { beginningOf, isNode, nameOf, parseModule, some, textOf, walk, type SyntaxNode } from '../syntax.ts';
import { reachable } from '../chunk-names.ts';
import { fileReference } from '../references/file-references.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { isProgram, type PackageFinder } from '../packages/packages.ts';
import { loadedBy } from './module-forms.ts';
import { isPlaceFile, withPlace } from './rewrite-module.ts';
import { placesIn } from '../references/places.ts';
import type { References } from '../references/references.ts';

/** What this package's modules name, and what only it imports, is known not to be needed. */
export const RUNTIME = '@seaworthy/runtime';

/** Modules of installed packages that name by their own place what can't be followed: the line, by module. */
export type PackagePlaces = Map<string, number>;

/** What is followed of installed packages. */
export interface FollowedPackages {
  /** The project's folder, absolute. */
  readonly root: string;
  /** The modules that programs start with. */
  readonly entries: readonly string[];
  readonly packages: PackageFinder;
  readonly references: References;
  /** Takes the modules that can't be followed, but for those that only our runtime imports. */
  readonly found: PackagePlaces;
}

/** What a module has that names something by its own place, or loads what a pattern such as './lang/' + name names. */
const mayBePlaced =
  /\b__dirname\b|\bimport\.meta\b|\b(?:import|require)\s*\(\s*(?:`\.\.?\/|(['"])\.\.?\/[^'"]*\1\s*\+)/;

/**
 * Brings the files along that modules of installed packages name by their own place, such as a font or a schema, and tells
 * these modules where they would be. A package that names or loads programs so, or what is known only at run time, loses its place.
 */
export function packagePlaces({ root, entries, packages, references, found }: FollowedPackages): Plugin {
  return {
    name: 'seaworthy:package-places',
    transform: {
      filter: { id: { include: /node_modules/, exclude: isPlaceFile }, code: mayBePlaced },
      handler(code, id) {
        const program = parseModule(id, code);
        const folder = packages.of(id)?.root;
        if (program === undefined || folder === undefined) return undefined;
        const { files, lost } = usesOf(program, id, folder);
        if (lost !== undefined) found.set(id, code.slice(0, lost.start).split('\n').length);
        if (references.inSource) return withPlace({ code, id, root, references }, program);
        if (lost !== undefined || files.length === 0) return undefined;
        for (const file of files) references.assets.add(relative(root, file));
        return withPlace({ code, id, root, references }, program);
      },
    },
    buildEnd() {
      if (found.size === 0) return;
      const importsOf = (id: string) => {
        const { importedIds = [], dynamicallyImportedIds = [] } = this.getModuleInfo(id) ?? {};
        return [...importedIds, ...dynamicallyImportedIds];
      };
      const imported = reachable(entries, importsOf, (id) => packages.of(id)?.name === RUNTIME);
      for (const id of found.keys()) if (!imported.has(id)) found.delete(id);
    },
  };
}

/**
 * A line for people for each package of such modules.
 *
 * @param bundled the modules of which anything is in the bundle
 */
export function placeWarnings(
  found: PackagePlaces,
  bundled: ReadonlySet<string>,
  packages: PackageFinder,
): string[] {
  const lines = new Map<string, string>();
  for (const [id, line] of [...found].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const { name, root } = packages.of(id) ?? {};
    if (name === undefined || root === undefined || lines.has(name) || !bundled.has(id)) continue;
    const place = `${relative(root, id)}:${line}`;
    const cure = `if the service needs them, name ${name} in \`external\``;
    lines.set(
      name,
      `${name} (${place}) looks for files beside itself, which are not beside the bundle: ${cure}`,
    );
  }
  return [...lines.values()];
}

/** The files and folders of its package that a module names, and the first place where it names what can't be followed. */
function usesOf(program: SyntaxNode, id: string, folder: string) {
  const files: string[] = [];
  const places = placesIn(program);
  let lost: SyntaxNode | undefined;
  walk(program, (node) => {
    const reference = fileReference(node, places);
    if (loadsPackages(node, program) || loadsPattern(node)) lost ??= node;
    if (reference === undefined) return;
    const file = join(dirname(id), reference.path);
    if (!existsSync(file)) return;
    const isAround = isWithin(file, id);
    if (isAround ? !reference.whole : isProgram.test(file) || !isWithin(folder, file)) lost ??= node;
    else if (!isAround) files.push(file);
  });
  return { files, lost };
}

/** Loads such as ``import(`./lang/${name}.js`)``, where bundlers other than this one may look for all that may be meant. */
function loadsPattern(node: SyntaxNode): boolean {
  const source = loadedBy(node);
  return source !== undefined && /^\.\.?\//.test(beginningOf(source) ?? '');
}

/** `const require = createRequire(…)`, where it is not only for what Node itself has, as builders write it. */
function loadsPackages({ type, id, init }: SyntaxNode, program: SyntaxNode): boolean {
  if (type !== 'VariableDeclarator' || !isNode(init) || nameOf(init['callee']) !== 'createRequire')
    return false;
  const variable = nameOf(id);
  // Taken apart, as by `const { resolve } = …`, it may be for anything.
  if (variable === '') return true;
  return some(program, ({ callee, arguments: args }) => {
    if (nameOf(callee) !== variable) return false;
    const name = textOf((args as SyntaxNode[])[0]);
    return name === undefined || !isBuiltin(name);
  });
}
