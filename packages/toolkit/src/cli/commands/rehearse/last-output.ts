import { namesError } from '../../../rehearse/index.ts';
import { withoutColours } from '../../../visible.ts';

/** So many lines are shown: of more since the error the first ones, and the last ones, which name the runtime. */
const [FIRST, LAST] = [12, 8];

/**
 * What a container wrote last, of which a few lines are kept: Node writes hundreds of an error that nobody caught, with all its
 * fields below its name.
 */
export class LastOutput {
  readonly #last: string[] = [];
  /** The last error, with what came next. */
  #error: string[] = [];
  /** How many lines came from it on. */
  #since = 0;

  add(written: string): void {
    const text = withoutColours(written);
    if (this.#last.push(text) > FIRST + LAST) this.#last.shift();
    if (namesError(text)) [this.#error, this.#since] = [[], 0];
    this.#since++;
    if (this.#error.length < FIRST) this.#error.push(text);
  }

  /** The last lines, or where the last error is farther back, it and the last ones. */
  lines(): readonly string[] {
    const more = this.#since - FIRST - LAST;
    if (more <= 0 || !namesError(this.#error[0] ?? '')) return this.#last;
    return [...this.#error, `… ${more} lines more`, ...this.#last.slice(-LAST)];
  }
}
