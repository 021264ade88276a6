import { isNode, type SyntaxNode } from '../../syntax.ts';

/** A file or folder that a module names by its own place. */
export interface FileReference {
  /** Relative to the module's folder, with `/`. */
  readonly path: string;
  /** False where the rest is known only at run time: then the path is the folder that all of it begins with. */
  readonly whole: boolean;
  /** True for `new URL('./file', import.meta.url)`, the form that bundlers have agreed on: there has to be such a file. */
  readonly agreed: boolean;
  /** The text that names the file, and what names another one in its place. */
  readonly part: { readonly start: number; readonly end: number; readonly by: (path: string) => string };
}

/**
 * The file that an expression leads to: `new URL(…, import.meta.url)`; `join(…)` or `resolve(…)` from `__dirname` or
 * `import.meta.dirname`; one of these followed by `+ '/file'`, or within a template.
 */
export function fileReference(node: SyntaxNode): FileReference | undefined {
  switch (node.type) {
    case 'NewExpression':
      return ofUrl(node);
    case 'CallExpression':
      return ofJoin(node);
    case 'BinaryExpression':
      return isFolder(node['left']) && node['operator'] === '+'
        ? ofText(node['right'] as SyntaxNode)
        : undefined;
    case 'TemplateLiteral':
      return ofTemplate(node);
    default:
      return undefined;
  }
}

/** The file that `import(…)` or `require(…)` is to load, where it is named by the module's place: as {@link fileReference}. */
export function loadedFile(node: SyntaxNode): FileReference | undefined {
  const { callee, arguments: args, object, property } = node as Partial<Record<string, unknown>>;
  const [first] = (args ?? []) as SyntaxNode[];
  const isPart = node.type === 'MemberExpression' && ['href', 'pathname'].includes(nameOf(property));
  if (isPart && isNode(object)) return loadedFile(object);
  if (isNode(callee) && nameOf(callee['property']) === 'toString')
    return loadedFile(callee['object'] as SyntaxNode);
  if (first !== undefined && /^(fileURLToPath|pathToFileURL|String)$/.test(nameOf(callee)))
    return loadedFile(first);
  return fileReference(node);
}

/** The text of a literal, or of a template that nothing is put into. */
export function textOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node?.type !== 'TemplateLiteral' || (node['expressions'] as unknown[]).length > 0) return undefined;
  return beginningOf(node);
}

export function isImportMeta(value: unknown): value is SyntaxNode {
  return isNode(value) && value.type === 'MetaProperty' && nameOf(value['meta']) === 'import';
}

/** The name of an identifier; empty for anything else. */
export function nameOf(value: unknown): string {
  return isNode(value) && value.type === 'Identifier' ? String(value['name']) : '';
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
    whole: text !== undefined,
    agreed: /^\.\.?\//.test(text ?? ''),
    part: { start, end, by: (path) => JSON.stringify(path) },
  };
}

function ofJoin({ callee, arguments: args }: SyntaxNode): FileReference | undefined {
  const [folder, ...rest] = args as SyntaxNode[];
  const name = nameOf(callee) || (isNode(callee) ? nameOf(callee['property']) : '');
  const [first] = rest;
  const last = rest.at(-1);
  if (!/^(join|resolve)$/.test(name) || !isFolder(folder) || !first || !last) return undefined;
  const texts = rest.map(textOf);
  const unknown = texts.indexOf(undefined);
  const known = (unknown < 0 ? texts : texts.slice(0, unknown)).join('/');
  // What `resolve` takes for a place of its own.
  if (name === 'resolve' && texts.some((text) => text?.startsWith('/'))) return undefined;
  return {
    ...pathOf(known, unknown < 0),
    part: { start: first.start, end: last.end, by: (path) => JSON.stringify(path) },
  };
}

function ofText(node: SyntaxNode): FileReference | undefined {
  const text = textOf(node);
  const known = text ?? folderOf(beginningOf(node) ?? '/');
  if (!known.startsWith('/')) return undefined;
  const { start, end } = node;
  return {
    ...pathOf(known, text !== undefined),
    part: { start, end, by: (path) => JSON.stringify(`/${path}`) },
  };
}

function ofTemplate({ start: outerStart, expressions, quasis }: SyntaxNode): FileReference | undefined {
  const [folder, ...more] = expressions as SyntaxNode[];
  const [before, text] = quasis as SyntaxNode[];
  if (!isFolder(folder) || cooked(before) !== '' || text === undefined) return undefined;
  const whole = more.length === 0;
  const known = whole ? cooked(text) : folderOf(cooked(text));
  if (!known.startsWith('/')) return undefined;
  // The tree of TypeScript has the delimiters in the span, `}` and a backtick or `${`; that of JavaScript hasn't.
  const isDelimited = before?.start === outerStart;
  const start = text.start + (isDelimited ? 1 : 0);
  const end = text.end - (isDelimited ? (whole ? 1 : 2) : 0);
  return { ...pathOf(known, whole), part: { start, end, by: (path) => `/${path}` } };
}

/** Of a pattern for several files, the folder. */
function pathOf(known: string, whole: boolean): Omit<FileReference, 'part'> {
  const path = known.replace(/^\/+/, '');
  const pattern = path.search(/[*{]/);
  if (pattern < 0) return { path, whole, agreed: false };
  return { path: folderOf(path.slice(0, pattern)), whole: false, agreed: false };
}

/** The folder of the module itself, whether Node or the module gives it this name. */
function isFolder(value: unknown): boolean {
  if (nameOf(value) === '__dirname') return true;
  return isNode(value) && isImportMeta(value['object']) && nameOf(value['property']) === 'dirname';
}

/** What a text begins with that is put together: by a template, or by `+`. */
function beginningOf(node: SyntaxNode): string | undefined {
  if (node.type === 'TemplateLiteral') return cooked((node['quasis'] as SyntaxNode[])[0]);
  return node.type === 'BinaryExpression' ? textOf(node['left'] as SyntaxNode) : undefined;
}

function cooked(quasi: SyntaxNode | undefined): string {
  return (quasi?.['value'] as { cooked?: string } | undefined)?.cooked ?? '';
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
