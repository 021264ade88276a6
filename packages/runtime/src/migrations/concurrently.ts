import { withoutComments } from './split-statements.ts';

/** A name: words, or anything in quotes, with points between them. */
const NAME = String.raw`(?:"(?:[^"]|"")*"|[^\s"])+`;

/** Where CONCURRENTLY stands in the statements that have it (PostgreSQL manual, "SQL Commands"). */
const CONCURRENTLY = new RegExp(
  [
    String.raw`(?:create(?:\s+unique)?|drop)\s+index\s+concurrently\b`,
    String.raw`refresh\s+materialized\s+view\s+concurrently\b`,
    String.raw`reindex\s*(?:\([^)]*\bconcurrently\b|(?:\([^)]*\)\s*)?\w+\s+concurrently\b)`,
    String.raw`alter\s+table\b[\s\S]*\bdetach\s+partition\s+${NAME}\s+concurrently\s*$`,
  ]
    .map((form) => String.raw`^\s*${form}`)
    .join('|'),
  'i',
);

/**
 * Whether a statement is one that works beside production: it waits for transactions older than itself, nobody waits behind it,
 * and one that fails may leave a part of its work. Neither a comment nor a name makes it one.
 */
export function isConcurrent(statement: string): boolean {
  return CONCURRENTLY.test(withoutComments(statement));
}
