import type { Clock, Timer } from '../../../clock.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Reservation } from './reservation.ts';

/** How often who waits too long is looked for, in milliseconds. */
const EXPIRY_INTERVAL_MS = 100;

/** Who waits too long for room, or for what others will never give back, is refused. */
export class Patience {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #maxWaitMs: number;
  readonly #refuse: (reservation: Reservation) => void;
  #timer: Timer | undefined;

  /** @param refuse takes a reservation that waits, or waits for more, out of the account */
  constructor(clock: Clock, ledger: Ledger, maxWaitMs: number, refuse: (reservation: Reservation) => void) {
    this.#clock = clock;
    this.#ledger = ledger;
    this.#maxWaitMs = maxWaitMs;
    this.#refuse = refuse;
  }

  /** Someone waits from now on. */
  begin(): void {
    this.#timer ??= this.#clock.after(EXPIRY_INTERVAL_MS, () => this.#expire());
  }

  /**
   * Where every request in flight waits for more, none would ever end: the youngest gives way. One that is alone waits for no
   * other, but for what is garbage or cached.
   */
  unblock(): void {
    const { growing, held } = this.#ledger;
    while (growing.size > 1 && growing.size === held.length) {
      const youngest = [...growing].at(-1);
      if (youngest === undefined) return;
      this.#revoke(youngest);
    }
  }

  [Symbol.dispose](): void {
    this.#timer?.clear();
  }

  #expire(): void {
    this.#timer = undefined;
    const { waiting, growing } = this.#ledger;
    const before = this.#clock.now() - this.#maxWaitMs;
    for (const reservation of waiting) {
      if (reservation.since > before) break;
      if (this.#ledger.skipTurn(reservation)) continue;
      this.#refuse(reservation);
      reservation.listener?.decided?.(false);
    }
    this.#revokeLate(before);
    this.unblock();
    if (waiting.size > 0 || growing.size > 0) this.begin();
  }

  /**
   * Of those that have waited too long for more, the youngest give way: while what they give back does not let the others go on, and no
   * more than half of them, rounded up, since only the next look at memory tells what was given back.
   */
  #revokeLate(before: number): void {
    const { growing } = this.#ledger;
    const late = [...growing].filter(({ growingSince }) => growingSince <= before);
    for (const reservation of late.slice(late.length / 2).toReversed()) {
      // The one before may have let it go on.
      if (growing.has(reservation) && reservation.growingSince <= before) this.#revoke(reservation);
    }
  }

  #revoke(reservation: Reservation): void {
    this.#refuse(reservation);
    reservation.listener?.revoked?.();
    this.#ledger.settle();
  }
}
