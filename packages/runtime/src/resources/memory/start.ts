import { EnvName } from '@seaworthy/contract';
import type { Clock } from '../../clock.ts';
import type { EventBus } from '../../events.ts';
import type { Cgroup } from '../cgroup/index.ts';
import { MemoryGovernor } from './governor.ts';
import { ownUse } from './sampling/own-use.ts';
import { avoidPretenuring, HeapGrowth, YoungGrowth } from './heap/index.ts';
import { hardLimitOf } from './limits/hard-limit.ts';
import { heapSnapshotInto } from './pressure/snapshot.ts';
import { softLimitOf, softLimitWithin } from './limits/soft-limit.ts';
import { sharedMemory, type MemoryShare } from './sampling/shared-source.ts';
import { cgroupMemory } from './sampling/source.ts';

/** What a governor of this process is made of. */
export interface StartGovernorOptions {
  readonly cgroup: Cgroup;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names what is in flight, for the record of a near death. */
  readonly inFlight?: () => readonly string[];
  /** This process's part of the memory. Default: it has all. */
  readonly share?: MemoryShare | undefined;
}

/**
 * Starts to keep this process below its soft memory limit. Undefined where there is no hard limit: nothing is looked at
 * then, and nothing costs.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID where `SEAWORTHY_MEMORY_SOFT_LIMIT` can't be understood
 */
export function startMemoryGovernor(options: StartGovernorOptions): MemoryGovernor | undefined {
  const { cgroup, clock, bus, env, inFlight, share } = options;
  const source = share === undefined ? cgroupMemory(cgroup, clock) : sharedMemory(cgroup, share, clock);
  if (source === undefined) return undefined;
  // Of all processes: their parts are whole bytes, and add up to less.
  const hardLimitBytes = hardLimitOf(cgroup.readMemory()) ?? source.limitBytes;
  const directory = env[EnvName.heapSnapshotDir] ?? '';
  const stated = env[EnvName.memorySoftLimit];
  const processes = share?.of ?? 1;
  const softLimitBytes = Math.floor(softLimitOf(stated, hardLimitBytes) / processes);
  avoidPretenuring(bus);
  return new MemoryGovernor({
    source,
    clock,
    bus,
    use: ownUse,
    softLimitBytes,
    softLimitWithin: (limitBytes) => Math.floor(softLimitWithin(stated, limitBytes * processes) / processes),
    growth: new HeapGrowth(softLimitBytes, bus),
    young: new YoungGrowth(softLimitBytes),
    ...(inFlight !== undefined && { inFlight }),
    ...(directory !== '' && { snapshot: heapSnapshotInto(directory, () => source.limitBytes, bus) }),
  });
}
