import { isImportMeta, isNode, nameOf, some, textOf, type SyntaxNode } from '../syntax.ts';

/** Whether only an ES module can be written so: by imports, exports or `import.meta`. */
export function hasModuleSyntax(program: SyntaxNode): boolean {
  return some(program, (node) => /^(Import|Export)\w*Declaration$/.test(node.type) || isImportMeta(node));
}

/** What `import(…)` or `require(…)` loads, unless that is a text, which the bundler follows. */
export function loadedBy(node: SyntaxNode): SyntaxNode | undefined {
  const isRequire = node.type === 'CallExpression' && nameOf(node['callee']) === 'require';
  const source = isRequire ? (node['arguments'] as SyntaxNode[])[0] : node['source'];
  if (!isRequire && node.type !== 'ImportExpression') return undefined;
  return isNode(source) && textOf(source) === undefined ? source : undefined;
}

/** `require.main === module`, by which a CommonJS module sees whether the program starts with it. */
export function isMainComparison({ type, operator, left, right }: SyntaxNode): boolean {
  if (type !== 'BinaryExpression' || !/^[!=]==?$/.test(String(operator))) return false;
  const isMain = (side: unknown) =>
    isNode(side) && nameOf(side['object']) === 'require' && nameOf(side['property']) === 'main';
  return [
    [left, right],
    [right, left],
  ].some(([main, module]) => isMain(main) && nameOf(module) === 'module');
}

/** The `resolve` of a `require`, which would look from the bundle. */
export function isResolve({ type, property, computed }: SyntaxNode): boolean {
  return type === 'MemberExpression' && computed !== true && nameOf(property) === 'resolve';
}

/** `process.argv[1]`, by which an ES module sees whether the program starts with it. */
export function isProgramArgument(node: unknown): boolean {
  if (!isNode(node) || node.type !== 'MemberExpression' || node['computed'] !== true) return false;
  const { object, property } = node;
  if (!isNode(object) || !isNode(property) || property['value'] !== 1) return false;
  return nameOf(object['object']) === 'process' && nameOf(object['property']) === 'argv';
}
