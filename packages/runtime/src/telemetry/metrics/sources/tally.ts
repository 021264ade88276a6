/** Counts occurrences by key. The keys are names from the code, so there are few. */
export class Tally {
  readonly counts = new Map<string, number>();

  add(key: string, times = 1): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + times);
  }
}
