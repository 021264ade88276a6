import { createRequire, isBuiltin } from 'node:module';
import { dirname, posix, relative } from 'node:path';
import { calledName, isImportMeta, isNode, nameOf, some, textOf, walk, type SyntaxNode } from '../syntax.ts';
import { createdRequires, isCreatedRequire } from './created-require.ts';
import type { FileReference } from './file-references.ts';

/** A module whose place is asked for by its name, as by `require.resolve('pino-pretty')` or `import.meta.resolve('./worker.js')`. */
interface Resolved {
  readonly specifier: string;
  /** The literal. */
  readonly argument: SyntaxNode;
}

/** A package's module that is asked for so. */
export interface ResolvedPackage {
  readonly specifier: string;
  /** Where it is asked for, in the module's text. */
  readonly start: number;
}

/**
 * The file beside the module that a node asks the place of, as Node finds it: with an extension or the `index` of a folder that
 * the name leaves out. Undefined where it is none, or not there.
 *
 * @param id the module's file
 * @param isRequire what loads as the module's own `require` does
 */
export function resolvedFile(
  node: SyntaxNode,
  id: string,
  isRequire: (node: unknown) => boolean,
): FileReference | undefined {
  const { specifier = '', argument } = resolvedBy(node, isRequire) ?? {};
  if (argument === undefined || !/^\.\.?\//.test(specifier)) return undefined;
  const file = fileOf(specifier, id);
  if (file === undefined) return undefined;
  const { start, end } = argument;
  return {
    path: relative(dirname(id), file),
    base: '.',
    whole: true,
    agreed: false,
    part: { start, end, by: (path) => JSON.stringify(`./${posix.normalize(path)}`) },
  };
}

/** What a node asks the place of, be it a file or a package's module. To load what it gives is to load that. */
export function resolvedName(node: SyntaxNode, isRequire: (node: unknown) => boolean): string | undefined {
  return resolvedBy(node, isRequire)?.specifier;
}

/** The packages' modules whose place a module asks for, other than to load them. */
export function resolvedPackages(program: SyntaxNode): ResolvedPackage[] {
  const isRequire = requiresOf(program);
  const loaded = new Set<unknown>();
  const found: ResolvedPackage[] = [];
  walk(program, (node) => {
    const { type, callee, source, arguments: args } = node;
    if (type === 'ImportExpression') loaded.add(source);
    if (type === 'CallExpression' && isRequire(callee)) loaded.add((args as SyntaxNode[])[0]);
    const { specifier = '', argument } = resolvedBy(node, isRequire) ?? {};
    if (argument === undefined || loaded.has(node)) return;
    if (/^[^./]/.test(specifier) && !isBuiltin(specifier)) found.push({ specifier, start: argument.start });
  });
  return found;
}

/** Tells what loads as the module's own `require` does: that which CommonJS gives it, or one that `createRequire` made. */
export function requiresOf(program: SyntaxNode): (node: unknown) => boolean {
  const names = createdRequires(program);
  if (!hidesRequire(program)) names.add('require');
  return (node) => names.has(nameOf(node)) || isCreatedRequire(node);
}

/** Whether something of the module's own is called `require`, as what bundlers give the modules in their bundles. */
function hidesRequire(program: SyntaxNode): boolean {
  return some(program, ({ type, id, params }) => {
    const names = type === 'VariableDeclarator' ? [id] : type.includes('Function') ? params : [];
    return (names as unknown[]).some((it) => nameOf(it) === 'require');
  });
}

function resolvedBy(node: SyntaxNode, isRequire: (node: unknown) => boolean): Resolved | undefined {
  const { callee } = node;
  if (node.type !== 'CallExpression' || !isNode(callee) || calledName(node) !== 'resolve') return undefined;
  const from = callee['object'];
  if (!isImportMeta(from) && !isRequire(from)) return undefined;
  const [argument, ...options] = node['arguments'] as SyntaxNode[];
  const specifier = textOf(argument);
  // `paths` says where else to look.
  if (argument === undefined || specifier === undefined || options.length > 0) return undefined;
  return { specifier, argument };
}

function fileOf(specifier: string, id: string): string | undefined {
  try {
    return createRequire(id).resolve(specifier);
  } catch {
    return undefined;
  }
}
