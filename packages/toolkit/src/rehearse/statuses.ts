import type { RequestRecord } from './requests.ts';

/** How many answers of each status, such as `{ "200": 800, "404": 31 }`, in the order of statuses. */
export type StatusCounts = Readonly<Record<string, number>>;

/** Counts whole answers by their status. */
export class StatusTally {
  readonly #counts: Record<string, number> = {};

  /** One that got no whole answer is passed over. */
  add({ fate, status }: RequestRecord): void {
    if (fate !== 'answered' && fate !== 'ended' && fate !== 'unopened' && fate !== 'status') return;
    this.#counts[status] = (this.#counts[status] ?? 0) + 1;
  }

  get counts(): StatusCounts {
    return { ...this.#counts };
  }
}

/** Statuses for people, the most frequent first: `800 × 200, 31 × 404`; empty where nothing was answered. */
export function statusWords(counts: StatusCounts): string {
  return Object.entries(counts)
    .toSorted(([, some], [, others]) => others - some)
    .map(([status, number]) => `${number.toLocaleString('en')} × ${status}`)
    .join(', ');
}
