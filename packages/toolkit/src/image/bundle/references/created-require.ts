import { isImportMeta, isNode, nameOf, textOf, walk, type SyntaxNode } from '../syntax.ts';
import { loadedFile } from './file-references.ts';
import type { Places } from './places.ts';

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
export function followCreatedRequire(program: SyntaxNode, places: Places): Part[] {
  const names = createdRequires(program);
  const followed = new Set<unknown>();
  const parts: Part[] = [];
  walk(program, ({ type, callee, arguments: args }) => {
    if (type !== 'CallExpression' || (!isCreatedRequire(callee) && !names.has(nameOf(callee)))) return;
    const [first] = args as (SyntaxNode | undefined)[];
    // A file that is named by the module's place becomes a literal, as in other calls of `require`.
    const isNamed =
      nameOf(callee) === 'require' && first !== undefined && loadedFile(first, places)?.whole === true;
    if (textOf(first) === undefined && !isNamed) return;
    followed.add(callee);
    const { start, end } = callee as SyntaxNode;
    if (nameOf(callee) !== 'require') parts.push({ start, end, by: 'require' });
  });
  return names.has('require') ? [...parts, ...renamed(program, followed)] : parts;
}

/** Gives the variable `require` its other name wherever it is not followed. What has that name for others keeps it. */
function renamed(program: SyntaxNode, followed: ReadonlySet<unknown>): Part[] {
  const kept = new Set(followed);
  const written = new Map<unknown, string>();
  const parts: Part[] = [];
  walk(program, (node) => {
    const { type, computed, declaration, value } = node;
    if (type.startsWith('Export') && isNode(node['source'])) return false;
    if (computed !== true) kept.add(node['property']).add(node['key']);
    kept.add(node['imported']).add(node['exported']);
    if (node['shorthand'] === true && isNode(value)) written.set(value['left'] ?? value, `require: ${OTHER}`);
    if (isSame(node['local'], node['exported'])) written.set(node['local'], `${OTHER} as require`);
    if (isSame(node['local'], node['imported'])) written.set(node['local'], `require as ${OTHER}`);
    if (type === 'ExportNamedDeclaration' && isNode(declaration) && declared(declaration).includes('require'))
      parts.push({ start: program.end, end: program.end, by: `\nexport { ${OTHER} as require };` });
    if (nameOf(node) === 'require' && !kept.has(node))
      parts.push({ start: node.start, end: node.end, by: written.get(node) ?? OTHER });
    return true;
  });
  return parts;
}

/** Whether a specifier says one name for both sides. */
function isSame(local: unknown, other: unknown): boolean {
  return isNode(local) && isNode(other) && local.start === other.start;
}

function declared({ id, declarations }: SyntaxNode): string[] {
  return [id, ...((declarations ?? []) as SyntaxNode[]).map((it) => it['id'])].map(nameOf);
}

/** The names of the variables that hold what `createRequire(import.meta.url)` made. */
export function createdRequires(program: SyntaxNode): Set<string> {
  const names = new Set<string>();
  walk(program, ({ type, id, init }) => {
    if (type === 'VariableDeclarator' && isCreatedRequire(init)) names.add(nameOf(id));
  });
  // Of one that is taken apart, as by `const { resolve } = …`: it is also the name of whatever is no variable.
  names.delete('');
  return names;
}

/** Whether it is `createRequire(import.meta.url)`, or of the module's file. */
export function isCreatedRequire(value: unknown): boolean {
  const { type, callee, arguments: args } = (value ?? {}) as Partial<SyntaxNode>;
  if (type !== 'CallExpression' || nameOf(callee) !== 'createRequire') return false;
  const [from] = args as (SyntaxNode | undefined)[];
  return from?.type === 'MemberExpression' && isImportMeta(from['object']);
}
