import type { Clock } from '../../../clock.ts';
import type { Cgroup } from '../../cgroup/index.ts';
import { hardLimitOf } from '../limits/hard-limit.ts';
import { heapFigures, oldSpaceLimit, type HeapFigures } from '../heap/index.ts';

/** Memory at one moment, in bytes. */
export interface MemorySample extends HeapFigures {
  /**
   * The working set: what is charged to the group, less the page cache that the kernel gives up by itself; and what others
   * take of a limit further up, where that leaves less room.
   */
  readonly usedBytes: number;
  /**
   * Of these, what is not the process's own, and no new one would be without: what others take, and page cache that counts as use
   * since the kernel can't do without it. Default: nothing.
   */
  readonly foreignBytes?: number;
  /** V8's limit of the old space, at which it ends the process. */
  readonly heapLimitBytes: number;
  /** What the kernel says of the group beside its use; absent where it isn't asked. */
  readonly kernel?: KernelSigns;
}

/** Signs of the kernel that memory is short. */
export interface KernelSigns {
  /** Share of the last ten seconds in which a task waited for memory (PSI); undefined: not known. */
  readonly stalledShare: number | undefined;
  /** Times that use was about to go over the limit, since the group was made. */
  readonly limitHits: number;
  /** Processes of the group that were killed. */
  readonly oomKills: number;
  /** Nothing more can be reclaimed, and the limit is reached. */
  readonly underOom: boolean;
}

/** Where samples come from: a cgroup, or a test. */
export interface MemorySource {
  /** The hard limit, in bytes; see {@link hardLimitOf}. It changes with a sample, where a pod is resized in place. */
  readonly limitBytes: number;
  /** @param isWhole whether all of it is to be read anew, and not the use alone. Default: now and then */
  sample(isWhole?: boolean): MemorySample;
}

/** How old all but the use may be, in samples: it takes most of a reading and changes slowly… */
const WHOLE_EVERY = 16;
/** …and in milliseconds: the limit may change while nothing else does. */
const WHOLE_EVERY_MS = 1_000;

/**
 * From this share of time on that tasks wait for memory, page cache is not free: the kernel gives it up and reads it anew,
 * the program's own pages first of all. Far above what a little reclaim costs, and a sixth of where systemd-oomd begins to
 * kill (oomd.conf(5), DefaultMemoryPressureLimit=60%).
 */
const THRASHING = 0.1;

/** A whole reading of the group. */
export interface GroupReading {
  /** Undefined: there is none any more. */
  readonly limitBytes: number | undefined;
  readonly usageBytes: number;
  /** Page cache that counts as free… */
  readonly spareBytes: number;
  /** …and as much as could be dropped and counts as use, since it would be read anew. */
  readonly neededCacheBytes: number;
  /** By how much less there is than the limit and the use tell; see `MemoryReading`. */
  readonly shortfallBytes: number;
  readonly kernel: KernelSigns;
}

/** Reads all of the group; undefined where it can't be read any more. */
export function readGroup(cgroup: Cgroup): GroupReading | undefined {
  const reading = cgroup.readMemory();
  if (reading === undefined) return undefined;
  const { usageBytes, reclaimableBytes, shortfallBytes = 0, events, underOom = false } = reading;
  const stalledShare = cgroup.readMemoryPressure()?.some.share10;
  const spareBytes = (stalledShare ?? 0) >= THRASHING ? 0 : reclaimableBytes;
  return {
    limitBytes: hardLimitOf(reading),
    usageBytes,
    spareBytes,
    neededCacheBytes: reclaimableBytes - spareBytes,
    shortfallBytes,
    kernel: { stalledShare, limitHits: events?.max ?? 0, oomKills: events?.oomKill ?? 0, underOom },
  };
}

/** Tells for each sample whether it is time for a whole reading. */
export function wholeReadings(clock: Pick<Clock, 'now'>): () => boolean {
  let samples = 0;
  let readAt = clock.now();
  return () => {
    const now = clock.now();
    if (++samples < WHOLE_EVERY && now - readAt < WHOLE_EVERY_MS) return false;
    samples = 0;
    readAt = now;
    return true;
  };
}

/** Samples of this process's cgroup; undefined where it has no limit. */
export function cgroupMemory(cgroup: Cgroup, clock: Pick<Clock, 'now'>): MemorySource | undefined {
  let group = readGroup(cgroup);
  if (group?.limitBytes === undefined) return undefined;
  let { limitBytes } = group;
  const isDue = wholeReadings(clock);
  const heapLimitBytes = oldSpaceLimit();
  const readWhole = () => {
    group = readGroup(cgroup) ?? group;
    // One that is gone is still kept to: Kubernetes takes none away.
    limitBytes = group?.limitBytes ?? limitBytes;
    return group?.usageBytes ?? 0;
  };
  return {
    get limitBytes() {
      return limitBytes;
    },
    sample(isWhole = isDue()) {
      const quick = isWhole ? undefined : cgroup.readMemoryUsage();
      const usage = quick ?? readWhole();
      const { spareBytes = 0, neededCacheBytes = 0, shortfallBytes = 0 } = group ?? {};
      return {
        usedBytes: Math.max(0, usage - spareBytes) + shortfallBytes,
        foreignBytes: shortfallBytes + neededCacheBytes,
        ...heapFigures(),
        heapLimitBytes,
        ...(group !== undefined && { kernel: group.kernel }),
      };
    },
  };
}
