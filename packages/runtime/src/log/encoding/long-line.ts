import { wellFormed } from './well-formed.ts';

/** The most characters of a line, and of one field where the line has more. */
const MAX_LINE = 2 ** 20;
const MAX_FIELD = 16 * 2 ** 10;

/**
 * A line of JSON of more than 1 Mi characters without what makes it so long: texts are cut at 16 Ki characters, larger objects and lists
 * show as `[…]`, and `truncated` tells how many characters it had. What is buffered for a slow reader would else be this line alone. Any line
 * has whole characters only ({@link wellFormed}): a cut may halve one.
 *
 * @param message what a line calls its message, which stays
 */
export function withoutExcess(line: string, message: string): string {
  if (line.length <= MAX_LINE) return wellFormed(line);
  const kept: Record<string, unknown> = {};
  let left = MAX_LINE;
  for (const [name, value] of Object.entries(JSON.parse(line) as Record<string, unknown>)) {
    const shown = cut(value, 1);
    left -= name.length + lengthOf(shown);
    if (left > 0 || name === message) kept[name] = shown;
  }
  return wellFormed(`${JSON.stringify({ ...kept, truncated: line.length })}\n`);
}

/** @param levels how deep it is looked for what can be kept, as of an error its message */
function cut(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return value.length > MAX_FIELD ? `${value.slice(0, MAX_FIELD)}…` : value;
  if (lengthOf(value) <= MAX_FIELD) return value;
  const isDeep = levels === 0 || Array.isArray(value) || Object.keys(value as object).length > 100;
  if (isDeep) return '[…]';
  const fields = Object.entries(value as object).map(
    ([name, field]) => [name, cut(field, levels - 1)] as const,
  );
  return Object.fromEntries(fields);
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value).length;
}
