import type { Change } from '../remote-tier.ts';

/** So many names are remembered; of more, everything is dropped. */
const MAX_NAMES = 10_000;

/** What could not be dropped while the server was out of reach. */
export class MissedChanges {
  #keys = new Set<string>();
  #tags = new Set<string>();
  #prefix: string | undefined;

  add({ keys = [], tags = [], prefix }: Change): void {
    for (const key of keys) this.#keys.add(key);
    for (const tag of tags) this.#tags.add(tag);
    // Two parts of the cache have only the whole in common.
    if (prefix !== undefined)
      this.#prefix = this.#prefix === undefined || this.#prefix === prefix ? prefix : '';
    if (this.#keys.size + this.#tags.size > MAX_NAMES) this.#prefix = '';
    if (this.#prefix === '') [this.#keys, this.#tags] = [new Set(), new Set()];
  }

  /** All of it, as one; undefined where there is nothing. It is remembered no more. */
  take(): Change | undefined {
    const [keys, tags, prefix] = [[...this.#keys], [...this.#tags], this.#prefix];
    [this.#keys, this.#tags, this.#prefix] = [new Set(), new Set(), undefined];
    if (keys.length + tags.length === 0 && prefix === undefined) return undefined;
    return { keys, tags, ...(prefix !== undefined && { prefix }) };
  }
}
