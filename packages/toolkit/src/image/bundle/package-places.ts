import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'rolldown';
import { isNode, parseModule, walk, type SyntaxNode } from '../../syntax.ts';
import type { ImportsOf } from './chunk-names.ts';
import { fileReference, nameOf, textOf } from './file-references.ts';
import type { PackageFinder } from './packages.ts';

/** What this package's modules name, and what only it imports, is known not to be needed. */
export const RUNTIME = '@seaworthy/runtime';

/** Modules of installed packages that name files by their own place, which they lose in a bundle: the line, by module. */
export type PackagePlaces = Map<string, number>;

/**
 * Finds these modules, but for those that only our runtime imports.
 *
 * @param entries the modules that programs start with
 */
export function packagePlaces(
  found: PackagePlaces,
  entries: readonly string[],
  packages: PackageFinder,
): Plugin {
  return {
    name: 'seaworthy:package-places',
    transform: {
      filter: { id: /node_modules/, code: /\b__dirname\b|\bimport\.meta\b/ },
      handler(code, id) {
        const program = parseModule(id, code);
        const use = program && firstUse(program, id);
        if (use !== undefined) found.set(id, code.slice(0, use.start).split('\n').length);
      },
    },
    buildEnd() {
      if (found.size === 0) return;
      const imported = importedBy(entries, (id) => this.getModuleInfo(id), packages);
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

function importedBy(entries: readonly string[], importsOf: ImportsOf, packages: PackageFinder): Set<string> {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || packages.of(id)?.name === RUNTIME) continue;
    found.add(id);
    const { importedIds = [], dynamicallyImportedIds = [] } = importsOf(id) ?? {};
    waiting.push(...importedIds, ...dynamicallyImportedIds);
  }
  return found;
}

function firstUse(program: SyntaxNode, id: string): SyntaxNode | undefined {
  let first: SyntaxNode | undefined;
  walk(program, (node) => {
    const reference = fileReference(node);
    const leads = reference !== undefined && existsSync(join(dirname(id), reference.path));
    if (leads || loadsPackages(node, program)) first ??= node;
    return first === undefined;
  });
  return first;
}

/** `const require = createRequire(…)`, where it is not only for what Node itself has, as builders write it. */
function loadsPackages({ type, id, init }: SyntaxNode, program: SyntaxNode): boolean {
  if (type !== 'VariableDeclarator' || !isNode(init) || nameOf(init['callee']) !== 'createRequire')
    return false;
  const loaded: (string | undefined)[] = [];
  walk(program, ({ callee, arguments: args }) => {
    if (nameOf(callee) === nameOf(id)) loaded.push(textOf((args as SyntaxNode[])[0]));
  });
  return loaded.some((name) => name === undefined || !isBuiltin(name));
}
