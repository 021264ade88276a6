import type { Evidence } from '../../evidence.ts';
import { linesOf } from '../lines-of.ts';
import type { Loss } from '../loss/index.ts';
import { namesError } from '../names-error.ts';

/** What is written at a moment is read this much later at most, in milliseconds. */
const READ_LAG_MS = 500;

/**
 * The line of a loss's program that tells of an error, of those that it wrote between two moments, for people; undefined where none
 * does.
 *
 * @param otherwise whether without one its last line does. Default: false
 */
export function said(
  { story, run }: Loss,
  { logs }: Evidence,
  [from, to]: readonly [number, number],
  otherwise = false,
): string | undefined {
  if (story === undefined || run === undefined) return undefined;
  const lines = linesOf(logs, story, run).filter(
    ({ at, text }) => at >= from && at <= to + READ_LAG_MS && text.trim() !== '',
  );
  const line = lines.findLast(({ text }) => namesError(text)) ?? (otherwise ? lines.at(-1) : undefined);
  return line?.text.trim().slice(0, 300);
}
