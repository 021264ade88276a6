import type { Evidence, LogLine } from '../../evidence.ts';
import { readableLinesOf } from '../log/lines-of.ts';
import type { Loss } from '../loss/index.ts';
import { namesError } from '../log/names-error.ts';
import type { Group } from './group.ts';

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
  const lines = readableLinesOf(logs, story, run).filter(({ at }) => at >= from && at <= to + READ_LAG_MS);
  const line = lines.findLast(({ text }) => namesError(text)) ?? (otherwise ? lines.at(-1) : undefined);
  return line && inShort(line);
}

/**
 * The first line that tells of an error of those that the losses' programs wrote while these were under way, for people; undefined where
 * none does. Each program's lines are gone through once: there may be a hundred thousand losses.
 */
export function saidMeanwhile({ losses, evidence }: Group): string | undefined {
  for (const [run, own] of Map.groupBy(losses, (loss) => loss.run)) {
    const story = own[0]?.story;
    if (run === undefined || story === undefined) continue;
    const lines = readableLinesOf(evidence.logs, story, run).filter(({ text }) => namesError(text));
    let read = 0;
    for (const { request } of own.toSorted((a, b) => a.request.endedAt - b.request.endedAt)) {
      while ((lines[read]?.at ?? Infinity) <= request.endedAt + READ_LAG_MS) read++;
      const line = lines[read - 1];
      if (line !== undefined && line.at >= request.sentAt) return inShort(line);
    }
  }
  return undefined;
}

function inShort({ text }: LogLine): string {
  return text.trim().slice(0, 300);
}
