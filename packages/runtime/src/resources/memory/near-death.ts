import type { MemoryAdmission } from './admission/index.ts';
import type { GovernorOptions } from './governor-options.ts';
import { nearDeathRecord } from './near-death-record.ts';
import type { MemorySample } from './source.ts';

/** Death is near at this share of the hard limit, or of V8's. */
const NEAR_DEATH = 0.97;

/** Watches for memory that is about to run out, the group's or V8's, and tells of it once until it is calm again. */
export class NearDeath {
  readonly #options: Pick<GovernorOptions, 'bus' | 'inFlight' | 'snapshot'>;
  #isTold = false;

  constructor(options: Pick<GovernorOptions, 'bus' | 'inFlight' | 'snapshot'>) {
    this.#options = options;
  }

  /** Whether it would be told of now. */
  isNews({ usedBytes, heapUsedBytes, heapLimitBytes, kernel }: MemorySample, limitBytes: number): boolean {
    if (this.#isTold) return false;
    return (
      usedBytes >= NEAR_DEATH * limitBytes ||
      heapUsedBytes >= NEAR_DEATH * heapLimitBytes ||
      kernel?.underOom === true
    );
  }

  watch(sample: MemorySample, limitBytes: number, admission: MemoryAdmission): void {
    if (!this.isNews(sample, limitBytes)) return;
    this.#isTold = true;
    const { bus, inFlight, snapshot } = this.#options;
    const record = nearDeathRecord(sample, limitBytes, admission, inFlight?.() ?? []);
    bus.emit({ type: 'memory.near-death', ...record });
    snapshot?.(sample);
  }

  /** The next is news again. */
  calmed(): void {
    this.#isTold = false;
  }
}
