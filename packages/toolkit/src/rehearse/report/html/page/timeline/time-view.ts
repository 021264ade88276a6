import { clock } from './scale.ts';

/** The shortest part that can be shown, in milliseconds. */
const SHORTEST = 100;

/** Which part of the rehearsal is shown, in milliseconds since its beginning. Whoever draws it listens. */
export class TimeView {
  readonly duration: number;
  readonly #listeners: (() => void)[] = [];
  #from = 0;
  #until: number;
  #watched: number | undefined;

  constructor(duration: number) {
    this.duration = Math.max(SHORTEST, duration);
    this.#until = this.duration;
  }

  get from(): number {
    return this.#from;
  }

  get until(): number {
    return this.#until;
  }

  get span(): number {
    return this.#until - this.#from;
  }

  /** It in words, such as `10.000 s to 34.000 s`. */
  get text(): string {
    return `${clock(this.#from)} to ${clock(this.#until)}`;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Shows a part, moved and stretched so that it lies within the rehearsal and is not too short to see. */
  show(from: number, until: number): void {
    const span = Math.min(this.duration, Math.max(SHORTEST, until - from));
    const middle = (from + until) / 2;
    this.#from = Math.min(this.duration - span, Math.max(0, middle - span / 2));
    this.#until = this.#from + span;
    for (const listener of this.#listeners) listener();
  }

  /** Has this moment stay where it is as the view is zoomed, where it is seen: what is looked at closer must not leave the view. */
  watch(at: number): void {
    this.#watched = at;
  }

  /** Multiplies what is shown by a factor. @param around what stays where it is. Default: what is watched, else the middle */
  zoom(factor: number, around = this.#still()): void {
    const span = Math.min(this.duration, Math.max(SHORTEST, this.span * factor));
    const part = (around - this.#from) / this.span;
    const from = around - part * span;
    this.show(from, from + span);
  }

  /** Moves by a part of what is shown. */
  pan(part: number): void {
    this.show(this.#from + part * this.span, this.#until + part * this.span);
  }

  all(): void {
    this.show(0, this.duration);
  }

  #still(): number {
    const at = this.#watched;
    return at !== undefined && at >= this.#from && at <= this.#until ? at : (this.#from + this.#until) / 2;
  }

  /** Moves, without zooming, so that a moment is seen. */
  reveal(at: number): void {
    if (at >= this.#from && at <= this.#until) return;
    this.show(at - this.span / 2, at + this.span / 2);
  }
}
