import { posix } from 'node:path';
import {
  beginningOf,
  calledName,
  cooked,
  isImportMeta,
  isNode,
  nameOf,
  textOf,
  type SyntaxNode,
} from '../syntax.ts';
import { placeOf, type Places } from './places.ts';

/** A file or folder that a module names by its own place. */
export interface FileReference {
  /** Relative to the module's folder, with `/`. */
  readonly path: string;
  /** The folder that the module names it from, relative to its own. */
  readonly base: string;
  /** False where the rest is known only at run time: then the path is the folder that all of it begins with. */
  readonly whole: boolean;
  /** True for `new URL('./file', import.meta.url)`, the form that bundlers have agreed on: there has to be such a file. */
  readonly agreed: boolean;
  /** The text that names the file, and what names another one in its place. */
  readonly part: { readonly start: number; readonly end: number; readonly by: (path: string) => string };
}

/**
 * The file that an expression leads to: `new URL(…, import.meta.url)`; `join(…)` or `resolve(…)` from `__dirname` or
 * `import.meta.dirname`, or from a constant that holds a folder; one of these followed by `+ '/file'`, or within a template.
 *
 * @param places the module's constants that hold folders
 */
export function fileReference(node: SyntaxNode, places: Places): FileReference | undefined {
  switch (node.type) {
    case 'NewExpression':
      return ofUrl(node);
    case 'CallExpression':
      return ofJoin(node, places);
    case 'BinaryExpression':
      return node['operator'] === '+'
        ? ofText(placeOf(node['left'], places), node['right'] as SyntaxNode)
        : undefined;
    case 'TemplateLiteral':
      return ofTemplate(node, places);
    default:
      return undefined;
  }
}

/** The file that `import(…)` or `require(…)` is to load, where it is named by the module's place: as {@link fileReference}. */
export function loadedFile(node: SyntaxNode, places: Places): FileReference | undefined {
  const { callee, arguments: args, object, property } = node as Partial<Record<string, unknown>>;
  const [first] = (args ?? []) as SyntaxNode[];
  const isPart = node.type === 'MemberExpression' && ['href', 'pathname'].includes(nameOf(property));
  if (isPart && isNode(object)) return loadedFile(object, places);
  if (isNode(callee) && nameOf(callee['property']) === 'toString')
    return loadedFile(callee['object'] as SyntaxNode, places);
  if (first !== undefined && /^(fileURLToPath|pathToFileURL|String)$/.test(nameOf(callee)))
    return loadedFile(first, places);
  return fileReference(node, places);
}

function ofUrl({ callee, arguments: args }: SyntaxNode): FileReference | undefined {
  const [first, base] = args as (SyntaxNode | undefined)[];
  if (nameOf(callee) !== 'URL' || base?.type !== 'MemberExpression' || !isImportMeta(base['object']))
    return undefined;
  if (first === undefined || nameOf(base['property']) !== 'url') return undefined;
  const text = textOf(first);
  if (text !== undefined && /^([a-z][a-z\d+.-]*:|\/|$|[?#])/i.test(text)) return undefined;
  const known = text ?? folderOf(beginningOf(first) ?? '');
  const { start, end } = first;
  return {
    path: decoded(known.replace(/[?#].*/, '')),
    base: '.',
    whole: text !== undefined,
    agreed: /^\.\.?\//.test(text ?? ''),
    part: { start, end, by: (path) => JSON.stringify(path) },
  };
}

function ofJoin(node: SyntaxNode, places: Places): FileReference | undefined {
  const [folder, ...rest] = node['arguments'] as SyntaxNode[];
  const name = calledName(node);
  const base = placeOf(folder, places);
  const [first] = rest;
  const last = rest.at(-1);
  if (!/^(join|resolve)$/.test(name) || base === undefined || !first || !last) return undefined;
  const texts = rest.map(textOf);
  const unknown = texts.indexOf(undefined);
  const known = (unknown < 0 ? texts : texts.slice(0, unknown)).join('/');
  // What `resolve` takes for a place of its own.
  if (name === 'resolve' && texts.some((text) => text?.startsWith('/'))) return undefined;
  return {
    ...pathOf(base, known, unknown < 0),
    part: { start: first.start, end: last.end, by: (path) => JSON.stringify(path) },
  };
}

function ofText(base: string | undefined, node: SyntaxNode): FileReference | undefined {
  if (base === undefined) return undefined;
  const text = textOf(node);
  const known = text ?? folderOf(beginningOf(node) ?? '/');
  if (!known.startsWith('/')) return undefined;
  const { start, end } = node;
  return {
    ...pathOf(base, known, text !== undefined),
    part: { start, end, by: (path) => JSON.stringify(`/${path}`) },
  };
}

function ofTemplate(
  { start: outerStart, expressions, quasis }: SyntaxNode,
  places: Places,
): FileReference | undefined {
  const [folder, ...more] = expressions as SyntaxNode[];
  const [before, text] = quasis as SyntaxNode[];
  const base = placeOf(folder, places);
  if (base === undefined || cooked(before) !== '' || text === undefined) return undefined;
  const whole = more.length === 0;
  const known = whole ? cooked(text) : folderOf(cooked(text));
  if (!known.startsWith('/')) return undefined;
  // The tree of TypeScript has the delimiters in the span, `}` and a backtick or `${`; that of JavaScript hasn't.
  const isDelimited = before?.start === outerStart;
  const start = text.start + (isDelimited ? 1 : 0);
  const end = text.end - (isDelimited ? (whole ? 1 : 2) : 0);
  return { ...pathOf(base, known, whole), part: { start, end, by: (path) => `/${path}` } };
}

/** Of a pattern for several files, the folder. */
function pathOf(base: string, known: string, whole: boolean): Omit<FileReference, 'part'> {
  const pattern = known.search(/[*{]/);
  const joined = posix.join(base, pattern < 0 ? known : folderOf(known.slice(0, pattern)));
  const path = joined.replace(/(?<=.)\/$/, '');
  return { path, base, whole: whole && pattern < 0, agreed: false };
}

function folderOf(text: string): string {
  return text.slice(0, text.lastIndexOf('/') + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
