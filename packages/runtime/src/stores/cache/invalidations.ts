/** How many keys and tags are remembered, and how many prefixes. What is older than one that is forgotten counts as invalidated. */
const MAX_NAMES = 10_000;
const MAX_PREFIXES = 100;

/**
 * What has been invalidated, and when: by a count, since it is the order that matters. Who begins to read or load notes
 * {@link now}; what it comes to is outdated if {@link since} then says that something of it was invalidated meanwhile. So
 * neither a slow load nor a late message brings back what is gone.
 */
export class Invalidations {
  #count = 0;
  /** Everything older is outdated. */
  #floor = 0;
  readonly #keys = new Map<string, number>();
  readonly #tags = new Map<string, number>();
  readonly #prefixes = new Map<string, number>();

  /** The present moment. */
  get now(): number {
    return this.#count;
  }

  key(key: string): void {
    this.#note(this.#keys, key, MAX_NAMES);
  }

  tag(tag: string): void {
    this.#note(this.#tags, tag, MAX_NAMES);
  }

  /** Everything whose key begins so. */
  prefix(prefix: string): void {
    if (prefix === '') this.everything();
    else this.#note(this.#prefixes, prefix, MAX_PREFIXES);
  }

  everything(): void {
    this.#floor = ++this.#count;
    for (const names of [this.#keys, this.#tags, this.#prefixes]) names.clear();
  }

  /** Whether the key, a prefix of it, one of the tags or everything has been invalidated since `moment`. */
  since(moment: number, key: string, tags: readonly string[]): boolean {
    return moment < (this.#keys.get(key) ?? 0) || this.sinceBeside(moment, key, tags);
  }

  /** As {@link since}, for where the key itself is seen to. */
  sinceBeside(moment: number, key: string, tags: readonly string[]): boolean {
    if (moment < this.#floor) return true;
    for (const tag of tags) if (moment < (this.#tags.get(tag) ?? 0)) return true;
    if (this.#prefixes.size === 0) return false;
    return this.#prefixes.entries().some(([prefix, last]) => moment < last && key.startsWith(prefix));
  }

  #note(names: Map<string, number>, name: string, most: number): void {
    names.delete(name);
    names.set(name, ++this.#count);
    if (names.size <= most) return;
    const [[oldest, last] = ['', 0]] = names;
    names.delete(oldest);
    this.#floor = Math.max(this.#floor, last);
  }
}
