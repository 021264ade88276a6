import { getHeapSpaceStatistics } from 'node:v8';
import type { NearDeathRecord } from '../../../events.ts';
import type { MemoryAdmission } from '../admission/index.ts';
import type { GovernorOptions } from '../governor-options.ts';
import type { MemorySample } from '../sampling/source.ts';

/** Death is near at this share of the hard limit, or of V8's. */
const NEAR_DEATH = 0.97;
/** So many routes and requests are named. */
const NAMED = 10;

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

/** Puts the record together. It allocates next to nothing: there is nothing left. */
function nearDeathRecord(
  { usedBytes, heapUsedBytes, heapLimitBytes, kernel }: MemorySample,
  limitBytes: number,
  { ledger, costs }: MemoryAdmission,
  inFlight: readonly string[],
): NearDeathRecord {
  const spaces = getHeapSpaceStatistics().filter(({ space_used_size }) => space_used_size >= 2 ** 20);
  return {
    limitMib: mib(limitBytes),
    usedMib: mib(usedBytes),
    heapUsedMib: mib(heapUsedBytes),
    heapLimitMib: mib(heapLimitBytes),
    externalMib: mib(process.memoryUsage().external),
    heapSpacesMib: Object.fromEntries(spaces.map((space) => [space.space_name, mib(space.space_used_size)])),
    reservedMib: mib(ledger.heldBytes),
    waiting: ledger.waiting.size,
    largestRoutes: costs
      .largest(NAMED)
      .map(({ route, bytes }) => ({ route, kib: Math.round(bytes / 2 ** 10) })),
    inFlight: inFlight.slice(0, NAMED),
    inFlightCount: ledger.held.length,
    ...(kernel && { limitHits: kernel.limitHits, oomKills: kernel.oomKills }),
    ...(kernel?.stalledShare !== undefined && { stalledPercent: Math.round(kernel.stalledShare * 100) }),
  };
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
