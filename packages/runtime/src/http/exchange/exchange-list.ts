import type { Exchange } from './exchange.ts';

/**
 * The exchanges under way, in the order of their arrival. Linked through the exchanges themselves: a set would hash each,
 * which makes V8 give each a store of its own for its hash.
 */
export class ExchangeList implements Iterable<Exchange> {
  #first: Exchange | undefined = undefined;
  #last: Exchange | undefined = undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds one that is not in the list. */
  add(exchange: Exchange): void {
    exchange.previous = this.#last;
    if (this.#last === undefined) this.#first = exchange;
    else this.#last.next = exchange;
    this.#last = exchange;
    this.#size++;
  }

  /** Removes one that is in the list. */
  delete(exchange: Exchange): void {
    const { previous, next } = exchange;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    // Whoever keeps an exchange keeps no other.
    exchange.previous = undefined;
    exchange.next = undefined;
    this.#size--;
  }

  /** Those of this moment: who goes through them may end them. */
  [Symbol.iterator](): Iterator<Exchange> {
    const all: Exchange[] = [];
    for (let each = this.#first; each !== undefined; each = each.next) all.push(each);
    return all.values();
  }
}
