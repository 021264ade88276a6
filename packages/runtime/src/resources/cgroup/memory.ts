import { openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyed, readNumber, toNumber } from './file.ts';
import type { ControllerLocation } from './locate.ts';
import { readPageCache } from './page-cache.ts';

/** Memory of the group, in bytes. Limits are the lowest of the group and its visible ancestors. */
export interface MemoryReading {
  /** Beyond it the kernel kills. Undefined: no limit. */
  readonly limitBytes?: number;
  /** Beyond it the kernel slows allocations down (version 2, `memory.high`). Undefined: none. */
  readonly highBytes?: number;
  /** All that is charged to the group, page cache included. */
  readonly usageBytes: number;
  /** Page cache that was not used of late (`inactive_file`): the kubelet's working set leaves it out. */
  readonly inactiveFileBytes: number;
  /** Page cache that the kernel gives up before it kills: the above, and of what was used again what it can drop at once. */
  readonly reclaimableBytes: number;
  /**
   * By how much there is less room than the figures above tell: a group above has a limit of its own, and others are
   * charged to it as well. Absent where there is no less.
   */
  readonly shortfallBytes?: number;
  /** How often limits were met (`memory.events`; version 1: `memory.failcnt`, `memory.oom_control`). */
  readonly events?: MemoryEvents;
  /**
   * Whether the group stands at its limit and nothing can be reclaimed (version 1, `under_oom`): a kill is under way, or its
   * tasks are halted where killing is disabled.
   */
  readonly underOom?: boolean;
}

/** Counters since the group was made, of the group and what is below it. */
export interface MemoryEvents {
  /** Times that use went over `memory.high` and was throttled. Version 1 has no such limit. */
  readonly high?: number;
  /** Times that use was about to go over the limit. */
  readonly max: number;
  /** Times that reclaim failed and a kill was considered. Version 1 does not count them. */
  readonly oom?: number;
  /** Processes that were killed. */
  readonly oomKill: number;
}

/** Names of the kernel's files. */
interface Names {
  readonly usage: string;
  readonly limits: readonly string[];
}

const names: Record<1 | 2, Names> = {
  1: { usage: 'memory.usage_in_bytes', limits: ['memory.limit_in_bytes'] },
  2: { usage: 'memory.current', limits: ['memory.max', 'memory.high'] },
};

/**
 * Where the process's memory is charged: in version 2 a threaded group, or one without the controller, has no files of its own, and
 * its memory is that of the next group above that has (cgroup-v2.rst, "Threads" and "Enabling and Disabling").
 */
export function whereCharged(memory: ControllerLocation): ControllerLocation {
  const { version, chain } = memory;
  const from = chain.findIndex((directory) => readNumber(directory, names[version].usage) !== undefined);
  const own = chain[from];
  return own === undefined ? memory : { version, own, chain: chain.slice(from) };
}

/** Reads limit and use; undefined when there is no use to read, as in the root group of version 2. */
export function readMemory(memory: ControllerLocation): MemoryReading | undefined {
  const reading = memory.version === 2 ? readVersion2(memory) : readVersion1(memory);
  // Mostly the group is all that can be seen.
  if (reading === undefined || memory.chain.length === 1) return reading;
  const shortfallBytes = shortfallOf(memory, reading);
  return shortfallBytes > 0 ? { ...reading, shortfallBytes } : reading;
}

/** Makes a reader of the group's use alone, which keeps the kernel's file open. */
export function memoryUsageReader({ version, own }: ControllerLocation): () => number | undefined {
  const path = join(own, names[version].usage);
  const text = Buffer.alloc(32);
  let file: number | undefined;
  return () => {
    try {
      file ??= openSync(path, 'r');
      return toNumber(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)).trim());
    } catch {
      return undefined;
    }
  };
}

function readVersion2({ own, chain }: ControllerLocation): MemoryReading | undefined {
  const usageBytes = readNumber(own, 'memory.current');
  if (usageBytes === undefined) return undefined;
  const limitBytes = lowest(chain, 'memory.max');
  const highBytes = lowest(chain, 'memory.high');
  const events = readEvents(own);
  return {
    usageBytes,
    ...readPageCache(own, 2),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(highBytes === undefined ? {} : { highBytes }),
    ...(events === undefined ? {} : { events }),
  };
}

function readVersion1({ own, chain }: ControllerLocation): MemoryReading | undefined {
  const usageBytes = readNumber(own, 'memory.usage_in_bytes');
  if (usageBytes === undefined) return undefined;
  const limitBytes = lowest(chain, 'memory.limit_in_bytes');
  const hits = readNumber(own, 'memory.failcnt');
  const control = readKeyed(own, 'memory.oom_control');
  return {
    ...(hits === undefined ? {} : { events: { max: hits, oomKill: control?.get('oom_kill') ?? 0 } }),
    ...(control === undefined ? {} : { underOom: control.get('under_oom') === 1 }),
    usageBytes,
    ...readPageCache(own, 1),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

/** By how much the least room among the groups above is less than what the reading tells. */
function shortfallOf(
  { version, chain }: ControllerLocation,
  { limitBytes = Infinity, highBytes = Infinity, usageBytes, reclaimableBytes }: MemoryReading,
): number {
  const { usage, limits } = names[version];
  const told = Math.min(limitBytes, highBytes) - (usageBytes - reclaimableBytes);
  const rooms = chain.slice(1).map((directory) => {
    const limit = Math.min(...limits.map((file) => lowest([directory], file) ?? Infinity));
    if (limit === Infinity) return Infinity;
    return limit - (readNumber(directory, usage) ?? 0) + readPageCache(directory, version).reclaimableBytes;
  });
  const least = Math.min(...rooms);
  return least < told ? told - least : 0;
}

function readEvents(directory: string): MemoryEvents | undefined {
  const events = readKeyed(directory, 'memory.events');
  if (events === undefined) return undefined;
  const get = (key: string) => events.get(key) ?? 0;
  return { high: get('high'), max: get('max'), oom: get('oom'), oomKill: get('oom_kill') };
}

function lowest(chain: readonly string[], file: string): number | undefined {
  const limits = chain.map((directory) => readNumber(directory, file)).filter(isLimit);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/**
 * Version 1 spells "unlimited" as the largest number of whole pages (PAGE_COUNTER_MAX, mm/page_counter.c), which
 * depends on the page size; every spelling is beyond what a JavaScript number counts exactly.
 */
function isLimit(bytes: number | undefined): bytes is number {
  return bytes !== undefined && bytes <= Number.MAX_SAFE_INTEGER;
}
