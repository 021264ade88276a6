import type { Change } from '../remote-tier.ts';

/**
 * So many names are remembered, some MiB of them. Of more, everything is dropped: an outage may last for hours, names that are forgotten
 * would leave old values in the server that nobody could tell from new ones, and to load anew is only slow.
 */
const MAX_NAMES = 10_000;

/** What could not be dropped while the server was out of reach. */
export class MissedChanges {
  #keys = new Set<string>();
  #tags = new Set<string>();
  #prefix: string | undefined;
  #tooMany = false;

  /** Whether more names were missed since the last {@link take} than are remembered, so that it comes to everything. */
  get tooMany(): boolean {
    return this.#tooMany;
  }

  add({ keys = [], tags = [], prefix }: Change): void {
    for (const key of keys) this.#keys.add(key);
    for (const tag of tags) this.#tags.add(tag);
    // Two parts of the cache have only the whole in common.
    if (prefix !== undefined)
      this.#prefix = this.#prefix === undefined || this.#prefix === prefix ? prefix : '';
    if (this.#keys.size + this.#tags.size > MAX_NAMES) {
      this.#tooMany = true;
      this.#prefix = '';
    }
    if (this.#prefix === '') [this.#keys, this.#tags] = [new Set(), new Set()];
  }

  /** All of it, as one; undefined where there is nothing. It is remembered no more. */
  take(): Change | undefined {
    const [keys, tags, prefix] = [[...this.#keys], [...this.#tags], this.#prefix];
    [this.#keys, this.#tags, this.#prefix, this.#tooMany] = [new Set(), new Set(), undefined, false];
    if (keys.length + tags.length === 0 && prefix === undefined) return undefined;
    return { keys, tags, ...(prefix !== undefined && { prefix }) };
  }
}
