import { extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isImportMeta, nameOf, replaceParts, some, walk, type SyntaxNode } from '../syntax.ts';
import { followCreatedRequire, type Part } from '../references/created-require.ts';
import { fileReference, loadedFile, type FileReference } from '../references/file-references.ts';
import { imagePlace } from '../image-place.ts';
import { matchingModules, type MatchingModules } from '../references/module-pattern.ts';
import { placesIn, workingPlacesIn } from '../references/places.ts';
import { refer, regionOf, type References } from '../references/references.ts';
import { requiresOf, resolvedFile, resolvedName } from '../references/resolved.ts';
import { unfollowedRead, type Unfollowed } from '../references/unfollowed.ts';
import { hasModuleSyntax, isMainComparison, isProgramArgument, isResolve, loadedBy } from './module-forms.ts';

/** Stands for module-place.ts in rewritten modules. */
export const PLACE = 'seaworthy:module-place';

/** Its file, in `node_modules` where this command is installed. It is never rewritten, or it would ask itself for its place. */
export const placeFile = fileURLToPath(import.meta.resolve(`./module-place${extname(import.meta.url)}`));

/** Matches that file alone. */
export const isPlaceFile = new RegExp(`^${RegExp.escape(placeFile)}$`);

/** A module that is rewritten. */
export interface RewrittenModule {
  readonly code: string;
  /** Its file. */
  readonly id: string;
  /** The project's folder, absolute. */
  readonly root: string;
  /** The file that the service starts with, relative to it. */
  readonly main: string;
  /** Whether a program starts with it. */
  readonly isEntry: boolean;
  readonly references: References;
}

/**
 * The module, told of its place in the image; undefined where it doesn't ask. What it names by its place comes along; what
 * can't be followed is added to the warnings.
 *
 * @throws ToolkitError SW_ASSET_MISSING
 */
export function rewriteModule(module: RewrittenModule, program: SyntaxNode): string | undefined {
  const { code, id, root, main, isEntry, references } = module;
  const isEsModule = hasModuleSyntax(program);
  const own = ownPlace(module, isEsModule);
  const mainFile = references.inSource ? join(root, main) : main;
  const programPath = `${placeOf(isEsModule)}.programFile(${JSON.stringify(mainFile)})`;
  const parts: Part[] = [];
  const places = placesIn(program);
  const surroundings = { id, root, places, workingPlaces: workingPlacesIn(program) };
  const warnings: Unfollowed[] = [];
  const isRequire = requiresOf(program);
  const warn = ({ start }: SyntaxNode, { text, ...unfollowed }: Unfollowed) => {
    // One line of the source may name the same in several ways.
    if (!warnings.some(({ about }) => about !== undefined && about === unfollowed.about))
      warnings.push({ text: `${placeInSource(module, start)} ${text}`, ...unfollowed });
  };
  const rename = (node: SyntaxNode, reference: FileReference) => {
    const found = refer(reference, id, root, references);
    if (found !== undefined && 'text' in found) warn(node, found);
    else if (found !== undefined) {
      const { base, part } = reference;
      const { start, end, by } = part;
      parts.push({ start, end, by: by(base === '.' ? found.path : posix.relative(base, found.path)) });
    }
  };
  walk(program, (node) => {
    if (node.type === 'AssignmentExpression' && isProgramArgument(node['left'])) return false;
    const source = loadedBy(node);
    if (source !== undefined) {
      const loaded = loadedFile(source, places);
      const name =
        loaded?.whole === true
          ? posix.join('.', loaded.path).replace(/^(?!\.\.?\/)/, './')
          : resolvedName(source, isRequire);
      if (name !== undefined) {
        const { start, end } = source;
        parts.push({ start, end, by: JSON.stringify(name) });
        return false;
      }
      const modules = matchingModules(source, id, regionOf(id, root));
      if (modules === undefined) warn(source, unknownModule);
      else parts.push(...loadingOf(node, source, modules, placeOf(isEsModule)));
      return true;
    }
    const reference = fileReference(node, places) ?? resolvedFile(node, id, isRequire);
    const unfollowed = unfollowedRead(node, surroundings);
    if (unfollowed !== undefined) warn(node, unfollowed);
    if (reference !== undefined) rename(node, reference);
    else if (isMainComparison(node)) {
      const isMain = isEntry === (node['operator'] as string).startsWith('=');
      parts.push({ start: node.start, end: node.end, by: String(isMain) });
    } else if (node.type === 'MemberExpression' && isImportMeta(node['object'])) {
      const { start, end } = nameOf(node['property']) === 'main' ? node : node['object'];
      parts.push({ start, end, by: start === node.start && end === node.end ? String(isEntry) : own });
      return false;
    } else if (!isEsModule && isResolve(node) && isRequire(node['object'])) {
      const { start, end } = node['object'] as SyntaxNode;
      parts.push({ start, end, by: `${own}.require` });
    } else if (isProgramArgument(node)) parts.push({ start: node.start, end: node.end, by: programPath });
    else if (isImportMeta(node)) parts.push({ start: node.start, end: node.end, by: own });
    return true;
  });
  if (isEsModule) parts.push(...followCreatedRequire(program, places));
  references.warnings.set(id, warnings);
  const declared = declaredPlaces(code, program, own);
  if (declared !== undefined) parts.push(declared);
  if (parts.length === 0) return undefined;
  return withImport(replaceParts(code, outermost(parts)), isEsModule);
}

/** The module of a package, told of its place in the image and of nothing else. */
export function withPlace(
  module: Pick<RewrittenModule, 'code' | 'id' | 'root' | 'references'>,
  program: SyntaxNode,
): string {
  const { code } = module;
  const isEsModule = hasModuleSyntax(program);
  const own = ownPlace(module, isEsModule);
  const parts: Part[] = [];
  walk(program, (node) => {
    if (isImportMeta(node)) parts.push({ start: node.start, end: node.end, by: own });
  });
  const places = declaredPlaces(code, program, own);
  return withImport(replaceParts(code, places === undefined ? parts : [...parts, places]), isEsModule);
}

/** Where something stands in the module, for people. */
export function placeInSource(
  { code, id, root }: Pick<RewrittenModule, 'code' | 'id' | 'root'>,
  start: number,
): string {
  const line = code.slice(0, start).split('\n').length;
  return `${posix.relative('app', imagePlace(root, id))}:${line}`;
}

function ownPlace(
  { id, root, references }: Pick<RewrittenModule, 'id' | 'root' | 'references'>,
  isEsModule: boolean,
): string {
  const path = references.inSource ? id : posix.relative('app', imagePlace(root, id));
  return `${placeOf(isEsModule)}.moduleAt(${JSON.stringify(path)})`;
}

function placeOf(isEsModule: boolean): string {
  return isEsModule ? '__modulePlace' : `require('${PLACE}')`;
}

function withImport(code: string, isEsModule: boolean): string {
  return isEsModule ? `${code}\nimport * as __modulePlace from '${PLACE}';` : code;
}

const unknownModule: Unfollowed = {
  text: 'loads a module that is known only at run time, and is not in the bundle: those it needs are to be imported by name',
};

/** What loads one of the modules that the bundler then sees, in the place of what loads any. */
function loadingOf(node: SyntaxNode, source: SyntaxNode, modules: MatchingModules, place: string): Part[] {
  const isRequire = node.type === 'CallExpression';
  const known = Object.entries(modules).map(([name, file]) => {
    const load = `${isRequire ? 'require' : 'import'}(${JSON.stringify(file)})`;
    return `${JSON.stringify(name)}: () => ${load}`;
  });
  const called = `${place}.${isRequire ? 'requireOf' : 'importOf'}({ ${known.join(', ')} }, `;
  return [
    { start: node.start, end: source.start, by: called },
    { start: source.end, end: node.end, by: ')' },
  ];
}

/** Without those within others. */
function outermost(parts: readonly Part[]): Part[] {
  const holds = (outer: Part, { start, end }: Part) =>
    outer.start <= start && end <= outer.end && end - start < outer.end - outer.start && start < end;
  return parts.filter((part) => !parts.some((other) => holds(other, part)));
}

/** The declaration of those of `__dirname` and `__filename` that a module takes from Node, after its directives. */
function declaredPlaces(code: string, program: SyntaxNode, own: string): Part | undefined {
  const statements = program['body'] as SyntaxNode[];
  const free = ['dirname', 'filename'].filter(
    (name) => new RegExp(`\\b__${name}\\b`).test(code) && !statements.some((it) => declares(it, `__${name}`)),
  );
  if (free.length === 0) return undefined;
  const directives = statements.filter((it) => typeof it['directive'] === 'string');
  const at = directives.at(-1)?.end ?? statements[0]?.start ?? 0;
  const names = free.map((name) => `${name}: __${name}`).join(', ');
  // On the same line, so that those of errors stay.
  return { start: at, end: at, by: `;var { ${names} } = ${own};` };
}

/** Whether a statement at the top declares the name. */
function declares(statement: SyntaxNode, name: string): boolean {
  const declaration = (statement['declaration'] ?? statement) as SyntaxNode;
  const declared = [declaration['declarations'], declaration['specifiers']].flat() as (
    | SyntaxNode
    | undefined
  )[];
  return declared.some(
    (it) => it && some((it['id'] ?? it['local'] ?? it) as SyntaxNode, (node) => nameOf(node) === name),
  );
}
