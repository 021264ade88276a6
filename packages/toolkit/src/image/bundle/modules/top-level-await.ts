import { replaceParts, walk, type SyntaxNode } from '../syntax.ts';

/**
 * Moves an entry's statements into an async function where they await: a script can't await at its top, and only a script's
 * compiled code can be kept. Imports and types stay where they are. Undefined where nothing awaits, or where the module
 * exports a value, which then would not exist yet.
 */
export function withoutTopLevelAwait(code: string, program: SyntaxNode): string | undefined {
  const statements = program['body'] as SyntaxNode[];
  const staying = statements.filter(stays);
  const moving = statements.filter((statement) => !stays(statement));
  if (!moving.some(awaits) || moving.some(({ type }) => type.startsWith('Export'))) return undefined;
  const top = staying.map(({ start, end }) => code.slice(start, end)).join('\n');
  const body = replaceParts(
    code,
    staying.map(({ start, end }) => ({ start, end, by: '' })),
  );
  return `${top}\n(async () => {\n${body}\n})();`;
}

/** Of exports, those without a value: of types, and `export {}`, which only says that a file is a module. */
function stays({ type, ...statement }: SyntaxNode): boolean {
  if (type !== 'ExportNamedDeclaration') return type === 'ImportDeclaration';
  const { declaration, specifiers } = statement;
  return statement['exportKind'] === 'type' || (!declaration && (specifiers as unknown[]).length === 0);
}

function awaits(statement: SyntaxNode): boolean {
  let found = false;
  walk(statement, ({ type, ...node }) => {
    if (/Function|^PropertyDefinition$|^StaticBlock$/.test(type)) return false;
    if (type === 'AwaitExpression' || (type === 'ForOfStatement' && node['await'] === true)) found = true;
    return !found;
  });
  return found;
}
