import { parseSync } from 'rolldown/utils';

/** A node of a syntax tree (ESTree), with its place in the text. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Parses a module; undefined where it has an error, which the bundler then reports. */
export function parseModule(path: string, code: string): SyntaxNode | undefined {
  const { program, errors } = parseSync(path, code);
  return errors.length > 0 ? undefined : (program as unknown as SyntaxNode);
}

/** Visits a tree depth-first. What is below a node is skipped where `visit` returns false. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean | void): void {
  if (visit(node) === false) return;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit);
  }
}

/** Whether a node of a tree is such a one. */
export function some(tree: SyntaxNode, isSuch: (node: SyntaxNode) => boolean): boolean {
  let found = false;
  walk(tree, (node) => !(found ||= isSuch(node)));
  return found;
}

/** Replaces parts of a text, given in any order, that do not overlap. */
export function replaceParts(
  text: string,
  parts: readonly { readonly start: number; readonly end: number; readonly by: string }[],
): string {
  return parts
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, by }) => result.slice(0, start) + by + result.slice(end), text);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
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

/** What a text begins with that is put together: by a template, or by `+`. */
export function beginningOf(node: SyntaxNode): string | undefined {
  if (node.type === 'TemplateLiteral') return cooked((node['quasis'] as SyntaxNode[])[0]);
  const left = node.type === 'BinaryExpression' ? (node['left'] as SyntaxNode) : undefined;
  return left && (textOf(left) ?? beginningOf(left));
}

/** The text of a part of a template. */
export function cooked(quasi: SyntaxNode | undefined): string {
  return (quasi?.['value'] as { cooked?: string } | undefined)?.cooked ?? '';
}

/**
 * The name of what is called or made, with whatever it is taken from, be it written `join(…)`, `path.join(…)` or, as TypeScript does
 * for CommonJS, `(0, path_1.join)(…)`; empty where it has none.
 */
export function calledName(node: unknown): string {
  const callee = isNode(node) && /^(Call|New)Expression$/.test(node.type) ? inner(node['callee']) : undefined;
  return nameOf(callee) || (isNode(callee) ? nameOf(callee['property']) : '');
}

/** What parentheses are around; of a sequence the last, which is its value. */
function inner(node: unknown): unknown {
  if (!isNode(node)) return node;
  if (node.type === 'ParenthesizedExpression') return inner(node['expression']);
  return node.type === 'SequenceExpression' ? inner((node['expressions'] as unknown[]).at(-1)) : node;
}
