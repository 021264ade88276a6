import type { Plugin } from 'rolldown';
import { parseModule } from '../syntax.ts';
import { ASK, CARRY, packageName } from '../packages/outside.ts';
import { folderAbove } from '../packages/packages.ts';
import { isPlaceFile, PLACE, placeFile, placeInSource, rewriteModule } from './rewrite-module.ts';
import type { References } from '../references/references.ts';
import { resolvedPackages } from '../references/resolved.ts';
import { withoutTopLevelAwait } from './top-level-await.ts';
import { mayRead, type Unfollowed } from '../references/unfollowed.ts';
import { mayNameEngine, viewEngines } from './view-engines.ts';

/** The project whose modules are rewritten. */
export interface OwnModules {
  /** Its folder, absolute. */
  readonly root: string;
  /** The file that the service starts with, relative to it. */
  readonly main: string;
  /** The modules that programs start with. */
  readonly entries: ReadonlySet<string>;
  /** Whether an entry may not await at its top: only modules do. */
  readonly format: 'script' | 'module';
  readonly references: References;
}

/** What a module has that asks for its place, reads by the working directory, or has express load a package by its name. */
const mayBePlaced = new RegExp(
  String.raw`\bimport\.meta\b|\b__dirname\b|\b__filename\b|\brequire\.main\b|\bprocess\.argv\b|\bimport\s*\(|\brequire\s*\(|${mayRead.source}|${mayNameEngine.source}`,
);

/**
 * Rewrites the project's own modules and those of its workspace, not those of installed packages, so that they work within a
 * bundle: `import.meta`, `__dirname` and `__filename` keep telling of the module, what it names by them comes along, whether the
 * program starts with it is known, and an entry may await at its top.
 *
 * @throws ToolkitError SW_ASSET_MISSING, within the bundler's error
 */
export function ownModules({ root, main, entries, format, references }: OwnModules): Plugin {
  return {
    name: 'seaworthy:own-modules',
    resolveId: { filter: { id: /^seaworthy:/ }, handler: (id) => (id === PLACE ? placeFile : undefined) },
    transform: {
      filter: {
        id: { include: [/\.[cm]?[jt]sx?$/, /[\\/][^.\\/]+$/], exclude: [/^\0/, /node_modules/, isPlaceFile] },
        code: new RegExp(`^#!|${mayBePlaced.source}|\\bawait\\b`),
      },
      async handler(source, id) {
        const isEntry = entries.has(id);
        // What names an interpreter is no syntax where it isn't first in its file.
        const code = source.replace(/^#!.*/, '');
        // Most modules await, and only an entry does at its top.
        if (!isEntry && !mayBePlaced.test(code)) return code;
        const path = /\.\w+$/.test(id) ? id : `${id}.js`;
        const program = parseModule(path, code);
        if (program === undefined) return undefined;
        const rewritten = rewriteModule({ code, id, root, main, isEntry, references }, program) ?? code;
        for (const { specifier, start } of references.inSource ? [] : resolvedPackages(program)) {
          // By this a package that is carried comes along, as by an import of it.
          const found = await this.resolve(specifier, id, { kind: 'require-call', custom: ASK });
          if (found === null || found.external !== false) continue;
          const place = placeInSource({ code, id, root }, start);
          warn(references, id, bundledPackage(place, specifier, found.id));
        }
        for (const engine of references.inSource ? [] : viewEngines(program))
          await this.resolve(engine, id, { kind: 'require-call', custom: CARRY });
        if (!isEntry || format === 'module') return rewritten;
        const tree = parseModule(path, rewritten);
        return (tree && withoutTopLevelAwait(rewritten, tree)) ?? rewritten;
      },
    },
  };
}

/** Of a package whose place is asked for, or of a file by `imports` of package.json, and that has none of its own in the image. */
function bundledPackage(place: string, specifier: string, file: string): Unfollowed {
  if (specifier.startsWith('#')) {
    const text = `${place} resolves ${specifier}, which is not found by that name in the image: name the file by its path`;
    return { text, about: file };
  }
  const name = packageName(specifier);
  return {
    text: `${place} resolves ${specifier}, which is in the bundle and has no file in the image: name ${name} in \`external\`, or the files that are needed in \`assets\``,
    about: folderAbove(file) ?? file,
  };
}

/** Once for each package that a module resolves. */
function warn({ warnings }: References, id: string, unfollowed: Unfollowed): void {
  const told = warnings.get(id) ?? [];
  if (!told.some(({ about }) => about === unfollowed.about)) warnings.set(id, [...told, unfollowed]);
}
