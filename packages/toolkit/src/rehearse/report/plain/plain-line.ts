import { amount } from '../../figures.ts';
import type { RehearsalEvent } from '../../events.ts';
import { formatEvent, isRoutine, subjectOf } from '../words/index.ts';
import { visible } from '../../../visible.ts';

/** As much of a line is shown, in characters; one may be as long as 1 MiB. */
const MOST = 2000;

/** A line that a container wrote, below the event that it explains; of one longer than 2,000 characters the beginning. */
export function plainOutput(text: string): string {
  // No half of a surrogate pair at the end.
  const shown = text.slice(0, MOST).replace(text.length > MOST ? /[\ud800-\udbff]$/ : '', '');
  const left = text.length - shown.length;
  return `${' '.repeat(10)}| ${visible(shown)}${left > 0 ? `… (${amount(left)} more)` : ''}`;
}

/**
 * One event as one line, without its line end: the seconds since the beginning, whom it is about, what happened. Undefined
 * for one that only repeats what is known.
 *
 * @param beganAt the clock's milliseconds at which the rehearsal began
 */
export function plainLine(event: RehearsalEvent, beganAt: number): string | undefined {
  if (isRoutine(event)) return undefined;
  const seconds = ((event.at - beganAt) / 1000).toFixed(3).padStart(8);
  return visible(`${seconds}  ${subjectOf(event).padEnd(24)}  ${formatEvent(event)}`);
}
