import type { Clock } from '../clock.ts';
import { fromWire, totalsOf, type Family, type OtherProcesses, type WireFamily } from '../telemetry/index.ts';

/** How long a scrape waits for the other processes, in milliseconds; a busy one is told of as it was. */
const PATIENCE_MS = 1_000;

/** The figures of several processes: asked for together, and kept of those that have ended. */
export class Figures {
  readonly #clock: Clock;
  readonly #last = new Map<number, readonly Family[]>();
  readonly #pending = new Map<number, { readonly waiting: Set<number>; readonly done: () => void }>();
  #ended: readonly Family[] = [];
  #id = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks the processes `numbers` by `ask`, and resolves once all have answered or time is up. */
  async collect(
    numbers: readonly number[],
    ask: (number: number, id: number) => void,
  ): Promise<OtherProcesses> {
    const id = ++this.#id;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (numbers.length > 0) {
      this.#pending.set(id, { waiting: new Set(numbers), done: resolve });
      using _patience = this.#clock.after(PATIENCE_MS, resolve);
      for (const number of numbers) ask(number, id);
      await promise;
      this.#pending.delete(id);
    }
    const inOrder = [...this.#last].toSorted(([a], [b]) => a - b);
    return { running: new Map(inOrder), ended: this.#ended };
  }

  /** Takes the answer of a process, or what it tells of its own accord. */
  receive(number: number, families: readonly WireFamily[], id?: number): void {
    this.#last.set(number, fromWire(families));
    if (id !== undefined) this.#answered(id, number);
  }

  /** Keeps the totals of a process that has ended. */
  ended(number: number): void {
    this.#ended = totalsOf(this.#ended, this.#last.get(number) ?? []);
    this.#last.delete(number);
    for (const id of this.#pending.keys()) this.#answered(id, number);
  }

  #answered(id: number, number: number): void {
    const question = this.#pending.get(id);
    question?.waiting.delete(number);
    if (question?.waiting.size === 0) question.done();
  }
}
