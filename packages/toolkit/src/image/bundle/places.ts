import { posix } from 'node:path';
import { calledName, isImportMeta, isNode, nameOf, textOf, walk, type SyntaxNode } from '../../syntax.ts';

/** Folders that a module names by its own place, by the constants that hold them: relative to its own folder, with `/`. */
export type Places = ReadonlyMap<string, string>;

/** The constants of a module that hold folders. One whose name stands for something else as well is none. */
export function placesIn(program: SyntaxNode): Places {
  const times = new Map<string, number>();
  const constants: (readonly [string, unknown])[] = [];
  walk(program, (node) => {
    for (const name of bindingsOf(node)) times.set(name, (times.get(name) ?? 0) + 1);
    if (node.type !== 'VariableDeclaration' || node['kind'] !== 'const') return;
    for (const { id, init } of node['declarations'] as SyntaxNode[]) constants.push([nameOf(id), init]);
  });
  const places = new Map<string, string>();
  for (const [name, value] of constants) {
    const place = times.get(name) === 1 ? placeOf(value, places) : undefined;
    if (place !== undefined) places.set(name, place);
  }
  return places;
}

/**
 * The folder that an expression is: `__dirname`, `import.meta.dirname`, a constant of `places`, `dirname(…)` or `fileURLToPath(…)` of
 * the module's own URL, or `join(…)` and `resolve(…)` of one of these. Undefined for anything else.
 */
export function placeOf(node: unknown, places: Places): string | undefined {
  if (!isNode(node)) return undefined;
  const name = nameOf(node);
  if (name !== '') return places.get(name) ?? (name === '__dirname' ? '.' : undefined);
  if (isImportMeta(node['object'])) return nameOf(node['property']) === 'dirname' ? '.' : undefined;
  const [first, ...rest] = (node['arguments'] ?? []) as SyntaxNode[];
  const called = calledName(node);
  if (called === 'dirname' && isOwnFile(first)) return '.';
  if (called === 'fileURLToPath') return placeOfUrl(first);
  if (!/^(dirname|join|resolve)$/.test(called)) return undefined;
  const from = placeOf(first, places);
  const texts = called === 'dirname' ? ['..'] : rest.map(textOf);
  const known = texts.filter((text) => text !== undefined && !(called === 'resolve' && text.startsWith('/')));
  return from === undefined || known.length < texts.length
    ? undefined
    : posix.join(from, ...(known as string[]));
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

/** The names that a node gives to something. Those of types are among them, which only leaves more out. */
function bindingsOf({ type, id, params, param, local }: SyntaxNode): string[] {
  const isNamed = /^(VariableDeclarator|FunctionDeclaration|ClassDeclaration)$/.test(type);
  const names: string[] = [];
  for (const pattern of [isNamed ? id : undefined, params, param, local].flat())
    if (isNode(pattern)) walk(pattern, (node) => void (nameOf(node) === '' || names.push(nameOf(node))));
  return names;
}
