import type { Evidence } from '../../evidence.ts';
import { amount } from '../../figures.ts';
import type { Loss } from '../loss/index.ts';

/** Losses of one scenario that share a cause. */
export interface Group {
  readonly losses: readonly Loss[];
  /** Requests that were due in the scenario. */
  readonly total: number;
  readonly evidence: Evidence;
}

/** A cause and what to do about it, in words with the numbers. */
export interface Words {
  readonly cause: string;
  readonly fix: string;
  /** What the container that it is about wrote last. */
  readonly output?: readonly string[] | undefined;
}

/** The runs of containers that the losses met, each once. */
export function metRuns({ losses }: Group) {
  const met = new Map(losses.flatMap((loss) => (loss.run === undefined ? [] : [[loss.run, loss] as const])));
  return [...met.values()];
}

/** How the requests ended, such as `2 refused, 330 timeout`. */
export function fateWords({ losses }: Group): string {
  const fates = Map.groupBy(losses, ({ request }) => request.fate);
  return [...fates].map(([fate, alike]) => `${amount(alike.length)} ${fate}`).join(', ');
}
