import { getHeapSpaceStatistics } from 'node:v8';
import type { NearDeathRecord } from '../../events.ts';
import type { MemoryAdmission } from './admission/index.ts';
import type { MemorySample } from './source.ts';

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
