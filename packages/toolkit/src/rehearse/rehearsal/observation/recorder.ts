import type { Clock, Timer } from '../../clock.ts';
import type { Happening, RehearsalEvent } from '../../events.ts';
import type { LogLine, UsageSample } from '../../evidence.ts';

/** Of logs so much is kept, some 200 MB in all. What comes later is counted, and told. */
const MAX_LINES = 500_000;
const MAX_CHARACTERS = 100_000_000;

/** Hear of what happens as it happens, for a live view. */
export interface RecorderListeners {
  readonly event?: (event: RehearsalEvent) => void;
  readonly line?: (line: LogLine) => void;
}

/** Keeps all that happens in a rehearsal, and wakes up those who wait for some of it. */
export class Recorder {
  readonly events: RehearsalEvent[] = [];
  readonly logs: LogLine[] = [];
  readonly usage: UsageSample[] = [];
  /** Lines that were read and not kept. */
  droppedLines = 0;
  #characters = 0;
  readonly #clock: Clock;
  readonly #listeners: RecorderListeners;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock, listeners: RecorderListeners = {}) {
    this.#clock = clock;
    this.#listeners = listeners;
  }

  readonly note = (happening: Happening): void => {
    const event: RehearsalEvent = { ...happening, at: this.#clock.now() };
    this.events.push(event);
    this.#listeners.event?.(event);
    for (const look of this.#waiting) look();
  };

  readonly line = (written: Omit<LogLine, 'at'>): void => {
    const line = { ...written, at: this.#clock.now() };
    this.#listeners.line?.(line);
    this.#characters += line.text.length;
    if (this.logs.length >= MAX_LINES || this.#characters > MAX_CHARACTERS) this.droppedLines++;
    else this.logs.push(line);
    for (const look of this.#waiting) look();
  };

  /**
   * Waits until `condition` holds. It is looked at whenever something happens, and some times a second besides.
   *
   * @returns false once `withinMs` are over
   * @throws the signal's reason once it aborts
   */
  until(condition: () => boolean, withinMs: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve, reject) => {
      let tick: Timer;
      const end = () => {
        tick.clear();
        timeout.clear();
        this.#waiting.delete(look);
        signal.removeEventListener('abort', onAbort);
      };
      const look = () => {
        if (!condition()) return;
        end();
        resolve(true);
      };
      const onAbort = () => {
        end();
        reject(signal.reason);
      };
      // Deferred: a condition may ask what is still being brought up to date by the very event.
      const again = () => {
        tick = this.#clock.after(LOOK_MS, () => {
          again();
          look();
        });
      };
      const timeout = this.#clock.after(withinMs, () => {
        end();
        resolve(condition());
      });
      again();
      this.#waiting.add(look);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}

/** What is no event, such as a count of requests, is looked at this often. */
const LOOK_MS = 50;
