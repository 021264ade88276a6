import type { Cgroup } from '../../cgroup/index.ts';
import { hardLimitOf } from '../limits/hard-limit.ts';
import { allocator } from './allocator.ts';
import { decideHeap } from './decide.ts';
import { flagsOf } from './flags.ts';
import { oldSpaceLimit } from './old-space.ts';

/** How each of several processes is to be started, so that their heaps together fit the memory limit. */
export interface SharedHeap {
  /** Flags of node. */
  readonly flags: readonly string[];
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the runtime chose the size. */
  readonly sized: boolean;
  readonly reason: string;
}

/** What the primary process is charged, with its probe thread, in bytes. */
const PRIMARY_BYTES = 30 * 2 ** 20;

/**
 * Divides the memory limit among `processes`. What the user has set (`SEAWORTHY_HEAP`, flags of node) holds for each of
 * them as it is.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID where `SEAWORTHY_HEAP` can't be understood
 */
export function shareHeap(
  cgroup: Pick<Cgroup, 'readMemory'>,
  processes: number,
  { env, execArgv }: Pick<NodeJS.Process, 'env' | 'execArgv'> = process,
): SharedHeap {
  const whole = hardLimitOf(cgroup.readMemory());
  const limitBytes = whole === undefined ? undefined : Math.max(0, whole - PRIMARY_BYTES) / processes;
  // Probes are answered by the thread of the primary.
  const threads = 0;
  const intent = decideHeap({ limitBytes, env, execArgv, obstacle: undefined, threads });
  if (intent.plan === undefined) return { flags: [], env: {}, sized: false, reason: intent.reason };
  const reason = whole === undefined ? intent.reason : `${intent.reason}, divided by ${processes}`;
  return { flags: flagsOf(intent.plan), env: allocator, sized: true, reason };
}

/** What the heap of one of several processes came to, for its log. */
export function heapOfShare(cgroup: Pick<Cgroup, 'readMemory'>, processes: number) {
  const whole = hardLimitOf(cgroup.readMemory());
  const limitBytes = whole === undefined ? undefined : Math.floor(whole / processes);
  return { limitBytes, heapLimitBytes: oldSpaceLimit() };
}
