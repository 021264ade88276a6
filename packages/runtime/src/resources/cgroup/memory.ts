import { openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyed, readNumber, toNumber } from './file.ts';
import type { ControllerLocation } from './locate.ts';

/** Memory of the group, in bytes. Limits are the lowest of the group and its visible ancestors. */
export interface MemoryReading {
  /** Beyond it the kernel kills. Undefined: no limit. */
  readonly limitBytes?: number;
  /** Beyond it the kernel slows allocations down (version 2, `memory.high`). Undefined: none. */
  readonly highBytes?: number;
  /** All that is charged to the group, page cache included. */
  readonly usageBytes: number;
  /** Page cache that the kernel gives up before it kills (`inactive_file`): the kubelet's working set leaves it out. */
  readonly reclaimableBytes: number;
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

/** Reads limit and use; undefined when there is no use to read, as in the root group of version 2. */
export function readMemory(memory: ControllerLocation): MemoryReading | undefined {
  return memory.version === 2 ? readVersion2(memory) : readVersion1(memory);
}

/** Makes a reader of the group's use alone, which keeps the kernel's file open. */
export function memoryUsageReader({ version, own }: ControllerLocation): () => number | undefined {
  const path = join(own, version === 2 ? 'memory.current' : 'memory.usage_in_bytes');
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
    reclaimableBytes: readKeyed(own, 'memory.stat')?.get('inactive_file') ?? 0,
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
    reclaimableBytes: readKeyed(own, 'memory.stat')?.get('total_inactive_file') ?? 0,
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
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
