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
