/**
 * What may hold a semicolon that ends no statement: strings ('…', E'…'), names ("…"), dollar quotes ($tag$…$tag$) and
 * comments (PostgreSQL manual, "Lexical Structure"). Comments nest in PostgreSQL, here two deep.
 */
const OPAQUE =
  /\b[Ee]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|--[^\n]*|\/\*(?:\/\*[\s\S]*?\*\/|[\s\S])*?\*\//g;

/** What ends a statement, but not within the body of a function of standard SQL, BEGIN ATOMIC … END, where CASE has an END too. */
const MARK = /;|\bbegin\s+atomic\b|\b(?:case|end)\b/gi;

/** The statements of an SQL text, without the semicolons between them; those that are only comments are left out. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let statement = '';
  let holdsCode = false;
  let depth = 0;
  const end = () => {
    if (holdsCode) statements.push(statement.trim());
    [statement, holdsCode, depth] = ['', false, 0];
  };
  const add = (code: string) => {
    statement += code;
    holdsCode ||= code.trim() !== '';
  };
  const addCode = (code: string) => {
    let from = 0;
    for (const { 0: mark, index } of code.matchAll(MARK)) {
      const word = mark.toLowerCase();
      if (word === ';' && depth === 0) {
        add(code.slice(from, index));
        end();
        from = index + 1;
      } else if (word.startsWith('begin') || (word === 'case' && depth > 0)) depth += 1;
      else if (word === 'end' && depth > 0) depth -= 1;
    }
    add(code.slice(from));
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
