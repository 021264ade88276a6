import { posix } from 'node:path';
import { calledName, isImportMeta, isNode, nameOf, some, textOf, walk, type SyntaxNode } from '../syntax.ts';

/** What folders are named from, and the constants of a module that hold such folders. */
export interface Places extends Origin {
  /** Each constant's folder, relative to the origin, with `/`. */
  readonly constants: ReadonlyMap<string, string>;
}

/** A folder that others are named from. */
interface Origin {
  /** The folder that an expression names of itself, relative to this one. Undefined where it names none so. */
  readonly named: (node: SyntaxNode) => string | undefined;
  /** The variable that holds it by custom. */
  readonly variable?: string;
}

/** A module's own folder: `__dirname`, `import.meta.dirname`, and `dirname(…)` or `fileURLToPath(…)` of its URL. */
const ownFolder: Origin = { named: ownFolderNamed, variable: '__dirname' };

/** The working directory: `process.cwd()`, and `resolve(…)` of nothing or of texts. */
const workingFolder: Origin = {
  named: (node) => {
    if (node.type === 'CallExpression' && calledName(node) === 'cwd') return '.';
    const { path, whole } = resolvedTexts(node) ?? {};
    return whole === true ? path : undefined;
  },
};

/** The constants of a module that hold folders named from its own. One whose name stands for something else as well is none. */
export function placesIn(program: SyntaxNode): Places {
  return placesFrom(ownFolder, program);
}

/** As {@link placesIn}, of those named from the working directory. */
export function workingPlacesIn(program: SyntaxNode): Places {
  return placesFrom(workingFolder, program);
}

function placesFrom(origin: Origin, program: SyntaxNode): Places {
  const times = new Map<string, number>();
  const declared: (readonly [string, SyntaxNode])[] = [];
  const { variable } = origin;
  walk(program, (node) => {
    for (const name of bindingsOf(node)) times.set(name, (times.get(name) ?? 0) + 1);
    if (node.type !== 'VariableDeclaration') return;
    for (const { id, init } of node['declarations'] as SyntaxNode[])
      if (isNode(init) && (node['kind'] === 'const' || nameOf(id) === variable))
        declared.push([nameOf(id), init]);
  });
  const constants = new Map<string, string>();
  const places = { ...origin, constants };
  // Where the module doesn't declare it, Node.js does.
  if (variable !== undefined && !times.has(variable)) constants.set(variable, '.');
  for (const [name, value] of declared) {
    if (times.get(name) !== 1) continue;
    const place = placeOf(value, places) ?? (name === variable && mentionsModule(value) ? '.' : undefined);
    if (place !== undefined) constants.set(name, place);
  }
  return places;
}

/**
 * The folder that an expression is: the origin, a constant, or `dirname(…)`, `join(…)` or `resolve(…)` of one of these. Undefined for
 * anything else.
 */
export function placeOf(node: unknown, places: Places): string | undefined {
  if (!isNode(node)) return undefined;
  const name = nameOf(node);
  if (name !== '') return places.constants.get(name);
  const named = places.named(node);
  const called = calledName(node);
  if (named !== undefined || !/^(dirname|join|resolve)$/.test(called)) return named;
  const [first, ...rest] = node['arguments'] as SyntaxNode[];
  const from = placeOf(first, places);
  const texts = called === 'dirname' ? ['..'] : rest.map(textOf);
  const known = texts.filter((text) => text !== undefined && !(called === 'resolve' && text.startsWith('/')));
  return from === undefined || known.length < texts.length
    ? undefined
    : posix.join(from, ...(known as string[]));
}

/**
 * What `resolve('…')` leads to from the working directory, as far as it is known; not that of modules, nor of promises. Undefined
 * for anything else.
 */
export function resolvedTexts(
  node: SyntaxNode,
): { readonly path: string; readonly whole: boolean } | undefined {
  const { callee } = node;
  const from = isNode(callee) ? callee['object'] : undefined;
  if (node.type !== 'CallExpression' || calledName(node) !== 'resolve') return undefined;
  if (isImportMeta(from) || /^(require|Promise)$/.test(nameOf(from))) return undefined;
  const texts = (node['arguments'] as SyntaxNode[]).map(textOf);
  const unknown = texts.indexOf(undefined);
  const known = (unknown < 0 ? texts : texts.slice(0, unknown)) as string[];
  if (unknown === 0 || !known.every(isRelative)) return undefined;
  return { path: posix.join(...known), whole: unknown < 0 };
}

/** Whether a text is a path below the folder that it is read from, and neither absolute nor a URL. */
export function isRelative(text: string): boolean {
  return /^(?![a-z][a-z\d+.-]*:|\/|$)/i.test(text);
}

function ownFolderNamed(node: SyntaxNode): string | undefined {
  if (isImportMeta(node['object'])) return nameOf(node['property']) === 'dirname' ? '.' : undefined;
  const [first] = (node['arguments'] ?? []) as SyntaxNode[];
  const called = calledName(node);
  if (called === 'dirname' && isOwnFile(first)) return '.';
  return called === 'fileURLToPath' ? placeOfUrl(first) : undefined;
}

/** Of `new URL('..', import.meta.url)`. */
function placeOfUrl(node: SyntaxNode | undefined): string | undefined {
  const [first, base] = (node?.['arguments'] ?? []) as SyntaxNode[];
  const text = textOf(first);
  if (calledName(node) !== 'URL' || !isOwnUrl(base) || text === undefined || !/^\.\.?(\/|$)/.test(text))
    return undefined;
  return posix.join(text).replace(/(?<=.)\/$/, '');
}

function isOwnFile(node: SyntaxNode | undefined): boolean {
  const [first] = (node?.['arguments'] ?? []) as SyntaxNode[];
  if (nameOf(node) === '__filename') return true;
  if (isImportMeta(node?.['object'])) return nameOf(node['property']) === 'filename';
  return calledName(node) === 'fileURLToPath' && isOwnUrl(first);
}

function isOwnUrl(node: SyntaxNode | undefined): boolean {
  return isImportMeta(node?.['object']) && nameOf(node['property']) === 'url';
}

/** Whether a value is made of the module's own place, however that is. */
function mentionsModule(value: SyntaxNode): boolean {
  return some(value, (node) => isImportMeta(node) || nameOf(node) === '__filename');
}

/** The names that a node gives to something. Those of types are among them, which only leaves more out. */
function bindingsOf({ type, id, params, param, local }: SyntaxNode): string[] {
  const isNamed = /^(VariableDeclarator|FunctionDeclaration|ClassDeclaration)$/.test(type);
  const imported = type.startsWith('Import') ? local : undefined;
  const names: string[] = [];
  for (const pattern of [isNamed ? id : undefined, params, param, imported].flat())
    if (isNode(pattern)) walk(pattern, (node) => void (nameOf(node) === '' || names.push(nameOf(node))));
  return names;
}
