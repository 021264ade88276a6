import { setFlagsFromString } from 'node:v8';
import { semiSpaceLimit } from './old-space.ts';
import { SEMI_SPACES } from './plan.ts';

/** By how much V8 enlarges a semi-space of which much survives: its own factor, and one by which it stays as it is. */
const GROWS = 2;
const STAYS = 1;

/** What is looked at to decide, in bytes. */
export interface YoungUse {
  readonly usedBytes: number;
  /** A semi-space as it is. */
  readonly copyBytes: number;
  /** What requests may still take. */
  readonly heldBytes: number;
}

/**
 * Lets V8 enlarge the young generation only while there is room for all of it and for what requests may still take. It does so
 * within a tenth of a second, while many requests that waited for the same thing go on together: in one turn of the event loop, so
 * that no look at memory can come between. What is left at its size collects more often, which costs little where all survives anyhow.
 */
export class YoungGrowth {
  /** In bytes; it changes where the pod is resized. */
  softLimitBytes: number;
  readonly #mostBytes: number;
  readonly #setFlag: (flag: string) => void;
  #factor = GROWS;

  /** @param mostBytes the largest semi-space. Default: that of this process */
  constructor(
    softLimitBytes: number,
    setFlag: (flag: string) => void = setFlagsFromString,
    mostBytes: number = semiSpaceLimit(),
  ) {
    this.softLimitBytes = softLimitBytes;
    this.#setFlag = setFlag;
    this.#mostBytes = mostBytes;
  }

  /** To be called each time memory was looked at. */
  decide({ usedBytes, copyBytes, heldBytes }: YoungUse): void {
    const more = SEMI_SPACES * Math.max(0, this.#mostBytes - copyBytes);
    const factor = usedBytes + heldBytes + more <= this.softLimitBytes ? GROWS : STAYS;
    if (factor === this.#factor) return;
    this.#factor = factor;
    this.#setFlag(`--semi-space-growth-factor=${factor}`);
  }
}
