import type { LostEntry } from '../data/types.ts';

/** Which lost request is looked at. Whoever shows it listens. */
export class Selection {
  /** In the order of time. */
  readonly entries: readonly LostEntry[];
  readonly #listeners: (() => void)[] = [];
  #current: LostEntry | undefined;

  constructor(entries: readonly LostEntry[]) {
    this.entries = entries.toSorted((one, other) => one.at - other.at);
  }

  get current(): LostEntry | undefined {
    return this.#current;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  select(entry: LostEntry | undefined): void {
    if (entry === undefined || entry === this.#current) return;
    this.#current = entry;
    for (const listener of this.#listeners) listener();
  }

  byRequest(id: number): LostEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /** The next one by time (or, with -1, the one before); without a current one the first at or after `from`. */
  step(by: 1 | -1, from: number): LostEntry | undefined {
    if (this.#current !== undefined) return this.entries[this.entries.indexOf(this.#current) + by];
    return by === 1
      ? this.entries.find(({ at }) => at >= from)
      : this.entries.findLast(({ at }) => at <= from);
  }

  /** The one nearest to a time, if one is within `reachMs`. */
  nearest(at: number, reachMs: number): LostEntry | undefined {
    const distance = (entry: LostEntry) => Math.abs(entry.at - at);
    const [first, ...rest] = this.entries;
    if (first === undefined) return undefined;
    const near = rest.reduce((best, entry) => (distance(entry) < distance(best) ? entry : best), first);
    return distance(near) <= reachMs ? near : undefined;
  }
}

/** Which lost request it is. */
export function titleOf({ id, action }: LostEntry): string {
  return `Request ${id}, ${action}`;
}

/** A lost request and what happened to it, in one line. */
export function inOneLine(entry: LostEntry): string {
  return `${titleOf(entry)}: ${entry.sentence}`;
}
