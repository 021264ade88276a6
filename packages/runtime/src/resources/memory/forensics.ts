import { getHeapSpaceStatistics } from 'node:v8';
import type { MemoryAdmission } from './admission/index.ts';
import type { MemorySample } from './source.ts';

/** Death is near at this share of the hard limit, or of V8's. */
const NEAR_DEATH = 0.97;

/** Whether memory is about to run out: the group's, or V8's. */
export function isNearDeath(
  { usedBytes, heapUsedBytes, heapLimitBytes, kernel }: MemorySample,
  limitBytes: number,
): boolean {
  return (
    usedBytes >= NEAR_DEATH * limitBytes ||
    heapUsedBytes >= NEAR_DEATH * heapLimitBytes ||
    kernel?.underOom === true
  );
}

/** What there was when memory was about to run out: small enough for one line. Sizes in MiB. */
export interface NearDeathRecord {
  readonly limitMib: number;
  readonly usedMib: number;
  readonly heapUsedMib: number;
  readonly heapLimitMib: number;
  /** ArrayBuffers and what else of V8's is outside its heap. */
  readonly externalMib: number;
  /** The spaces of the heap that hold anything. */
  readonly heapSpacesMib: Readonly<Record<string, number>>;
  /** Set aside for requests in flight. */
  readonly reservedMib: number;
  readonly waiting: number;
  /** The routes that need most for one request. */
  readonly largestRoutes: readonly { readonly route: string; readonly kib: number }[];
  /** The first of what is in flight. */
  readonly inFlight: readonly string[];
  readonly inFlightCount: number;
  /** Share of the last ten seconds in which a task waited for memory, in per cent; absent where the kernel doesn't tell. */
  readonly stalledPercent?: number;
  /** Times that the group was about to go over its limit, and its processes that were killed. */
  readonly limitHits?: number;
  readonly oomKills?: number;
}

const NAMED = 10;

/** Puts the record together. It allocates next to nothing: there is nothing left. */
export function nearDeathRecord(
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
