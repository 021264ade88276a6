/**
 * Counts occurrences by key; the keys are names from the code, so there are few. Those that are known beforehand begin at
 * 0, since Prometheus sees no increase in a series that begins at 1.
 */
export class Tally<Key extends string> {
  readonly counts: Map<Key, number>;

  constructor(known: readonly Key[]) {
    this.counts = new Map(known.map((key) => [key, 0]));
  }

  add(key: Key, times = 1): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + times);
  }
}
