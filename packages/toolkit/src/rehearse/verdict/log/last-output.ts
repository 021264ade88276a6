import { withoutColours } from '../../../visible.ts';
import { namesError } from './names-error.ts';

/** How many lines are kept: of more since the error so many first ones, and so many last ones, which name the runtime. */
interface Bounds {
  readonly first: number;
  readonly last: number;
}

/**
 * What a container wrote last, of which a few lines are kept: Node writes hundreds of an error that nobody caught, with all its
 * fields below its name. Colours are left out.
 */
export class LastOutput {
  readonly #bounds: Bounds;
  readonly #last: string[] = [];
  /** The last error, with what came next. */
  #error: string[] = [];
  /** How many lines came from it on. */
  #since = 0;

  /** @param bounds Default: 12 and 8 */
  constructor(bounds: Bounds = { first: 12, last: 8 }) {
    this.#bounds = bounds;
  }

  add(written: string): void {
    const { first, last } = this.#bounds;
    const text = withoutColours(written);
    if (this.#last.push(text) > first + last) this.#last.shift();
    if (namesError(text)) [this.#error, this.#since] = [[], 0];
    this.#since++;
    if (this.#error.length < first) this.#error.push(text);
  }

  /** The last lines, or where the last error is farther back, it and the last ones. */
  lines(): readonly string[] {
    const { first, last } = this.#bounds;
    const more = this.#since - first - last;
    if (more <= 0 || !namesError(this.#error[0] ?? '')) return this.#last;
    return [...this.#error, `… ${more} lines more`, ...this.#last.slice(-last)];
  }
}
