/**
 * What may hold a semicolon that ends no statement: strings ('…', E'…'), names ("…"), dollar quotes ($tag$…$tag$) and
 * comments (PostgreSQL manual, "Lexical Structure"). Comments nest in PostgreSQL, here two deep.
 */
const OPAQUE =
  /\b[Ee]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|--[^\n]*|\/\*(?:\/\*[\s\S]*?\*\/|[\s\S])*?\*\//g;

/** The statements of an SQL text, without the semicolons between them; those that are only comments are left out. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let statement = '';
  let holdsCode = false;
  const end = () => {
    if (holdsCode) statements.push(statement.trim());
    [statement, holdsCode] = ['', false];
  };
  const addCode = (code: string) => {
    const [first = '', ...more] = code.split(';');
    const add = (part: string) => {
      statement += part;
      holdsCode ||= part.trim() !== '';
    };
    add(first);
    for (const part of more) {
      end();
      add(part);
    }
  };
  let at = 0;
  for (const { 0: found, index } of sql.matchAll(OPAQUE)) {
    addCode(sql.slice(at, index));
    statement += found;
    holdsCode ||= !isComment(found);
    at = index + found.length;
  }
  addCode(sql.slice(at));
  end();
  return statements;
}

/** An SQL text with a blank for each of its comments. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(OPAQUE, (found) => (isComment(found) ? ' ' : found));
}

function isComment(found: string): boolean {
  return found.startsWith('--') || found.startsWith('/*');
}
