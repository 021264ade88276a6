import { walk, type SyntaxNode } from '../../syntax.ts';
import { isImportMeta, nameOf, textOf } from './file-references.ts';

/** A part of a text, and what it becomes. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** What a function that `createRequire` made is called from then on, where its name was `require`. */
const OTHER = '__createdRequire';

/**
 * Lets the bundler see what an ES module loads by `createRequire(import.meta.url)`: a call with a literal becomes one of
 * `require`, which it follows. What else is done with the function stays as it is.
 */
export function followCreatedRequire(program: SyntaxNode): Part[] {
  const names = new Set<string>();
  walk(program, ({ type, id, init }) => {
    if (type === 'VariableDeclarator' && isCreated(init)) names.add(nameOf(id));
  });
  const followed = new Set<unknown>();
  const keys = new Set<unknown>();
  const parts: Part[] = [];
  walk(program, ({ type, callee, arguments: args, computed, property, key }) => {
    if (type === 'MemberExpression' && computed !== true) keys.add(property);
    if (type === 'Property' && computed !== true) keys.add(key);
    if (type !== 'CallExpression' || textOf((args as SyntaxNode[])[0]) === undefined) return;
    if (!isCreated(callee) && !names.has(nameOf(callee))) return;
    followed.add(callee);
    const { start, end } = callee as SyntaxNode;
    if (nameOf(callee) !== 'require') parts.push({ start, end, by: 'require' });
  });
  if (!names.has('require')) return parts;
  walk(program, (node) => {
    if (nameOf(node) !== 'require' || followed.has(node) || keys.has(node)) return;
    parts.push({ start: node.start, end: node.end, by: OTHER });
  });
  return parts;
}

function isCreated(value: unknown): boolean {
  const { type, callee, arguments: args } = (value ?? {}) as Partial<SyntaxNode>;
  if (type !== 'CallExpression' || nameOf(callee) !== 'createRequire') return false;
  const [from] = args as (SyntaxNode | undefined)[];
  return from?.type === 'MemberExpression' && isImportMeta(from['object']);
}
