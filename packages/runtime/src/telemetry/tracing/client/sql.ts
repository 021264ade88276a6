/** What a span tells of an SQL statement. */
export interface SqlFacts {
  /** The first word, in upper case: `SELECT`. */
  readonly operation: string;
  /** Operation and tables, low in cardinality: `SELECT orders users` (database semantic conventions). */
  readonly summary: string;
  /** The statement, without literals unless it had parameters. */
  readonly text: string;
}

/** The conventions' bound of a summary. */
const MAX_SUMMARY = 255;
/** Statements are few and come again; those that are not are not kept. */
const MAX_CACHED = 500;
const MAX_CACHED_LENGTH = 4096;

const cache = new Map<string, SqlFacts>();

/**
 * Describes a statement. With parameters its text holds no values and is kept; without, every literal becomes `?`
 * (database semantic conventions, "Sanitization of db.query.text").
 */
export function describeSql(text: string, parameterised: boolean): SqlFacts {
  const key = parameterised ? text : `\0${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const sanitized = withoutLiterals(text);
  const facts = { ...summarise(sanitized), text: parameterised ? text : sanitized };
  if (cache.size < MAX_CACHED && text.length <= MAX_CACHED_LENGTH) cache.set(key, facts);
  return facts;
}

/** Comments, strings ('…', E'…', $tag$…$tag$) and numbers, but not the 1 of `$1` or of `table1`. */
const literals =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[Ee]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|(?<![\w$."])\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?\b/g;

function withoutLiterals(text: string): string {
  return text
    .replace(literals, (found) => (found.startsWith('--') || found.startsWith('/*') ? ' ' : '?'))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function summarise(text: string): Omit<SqlFacts, 'text'> {
  const operation = /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? '';
  const tables = text.matchAll(/\b(?:from|into|update|join|table)\s+(?:only\s+)?([\w."]+)/gi);
  const names = new Set(Array.from(tables, ([, name = '']) => name.replaceAll('"', '')));
  return { operation, summary: [operation, ...names].join(' ').slice(0, MAX_SUMMARY) };
}
