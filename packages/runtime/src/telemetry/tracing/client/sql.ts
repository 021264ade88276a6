/** What a span tells of an SQL statement. */
export interface SqlFacts {
  /** The first word, in upper case: `SELECT`. */
  readonly operation: string;
  /** Operation and tables, low in cardinality: `SELECT orders users` (database semantic conventions). */
  readonly summary: string;
  /** The statement, without literals unless it had parameters. Of a long one its beginning, and `…`. */
  readonly text: string;
}

/** The conventions' bound of a summary. */
const MAX_SUMMARY = 255;
/** Characters of a statement that are looked at and shown: rows that are inserted by thousands tell nothing more. */
const MAX_TEXT = 16 * 1024;
/**
 * As a rule statements are few and come again. Where values stand within them each comes once, so that those are kept that came again
 * among the last so many.
 */
const MAX_CACHED = 500;
const MAX_CACHED_LENGTH = 4096;

let recent = new Map<string, SqlFacts>();
let before = new Map<string, SqlFacts>();

/**
 * Describes a statement. With parameters its text holds no values and is kept; without, every literal becomes `?`
 * (database semantic conventions, "Sanitization of db.query.text").
 */
export function describeSql(statement: string, parameterised: boolean): SqlFacts {
  const key = parameterised ? statement : `\0${statement}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  const facts = before.get(key) ?? factsOf(statement, parameterised);
  if (statement.length <= MAX_CACHED_LENGTH) keep(key, facts);
  return facts;
}

function keep(key: string, facts: SqlFacts): void {
  if (recent.size >= MAX_CACHED) [before, recent] = [recent, new Map()];
  recent.set(key, facts);
}

function factsOf(statement: string, parameterised: boolean): SqlFacts {
  const text = statement.length > MAX_TEXT ? `${statement.slice(0, MAX_TEXT)}…` : statement;
  const sanitized = withoutLiterals(text);
  return { ...summarise(sanitized), text: parameterised ? text : sanitized };
}

/** A statement's first word in upper case, behind comments and parentheses; empty where there is none. */
export function sqlOperation(text: string): string {
  return FIRST_WORD.exec(text)?.[1]?.toUpperCase() ?? '';
}

// A comment ends at its first `*/` only: where no word follows, each of many could else end in many places.
const FIRST_WORD = /^(?:[\s(]|--[^\n]*(?:\n|$)|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$))*([A-Za-z]+)/;

/**
 * Comments, strings ('…', E'…', $tag$…$tag$) and numbers, but not the 1 of `$1` or of `table1`, and names in quotes, lest
 * an apostrophe in one begin a string. What is cut off within one of these ends with the text.
 */
const literals =
  /"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\b[Ee]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?(?:\1|$)|(?<![\w$."])\.?\d[\w.]*(?:(?<=[Ee])[+-]\d+)?/g;

function withoutLiterals(text: string): string {
  return text.replace(literals, shownOf).replaceAll(/\s+/g, ' ').trim();
}

function shownOf(found: string): string {
  if (found.startsWith('"')) return found;
  return found.startsWith('--') || found.startsWith('/*') ? ' ' : '?';
}

function summarise(text: string): Omit<SqlFacts, 'text'> {
  const operation = sqlOperation(text);
  const tables = text.matchAll(/\b(?:from|into|update|join|table)\s+(?:only\s+)?([\w."]+)/gi);
  const names = new Set(Array.from(tables, ([, name = '']) => name.replaceAll('"', '')));
  return { operation, summary: [operation, ...names].join(' ').slice(0, MAX_SUMMARY) };
}
