import { EnvName } from '@seaworthy/contract';
import { url as inspectorUrl } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';
import type { Cgroup } from '../../cgroup/index.ts';
import { hardLimitOf } from '../limits/hard-limit.ts';
import { allocator, forgetAllocator } from './allocator.ts';
import { decideHeap } from './decide.ts';
import { availableCores, threadFlags } from '../../cpu/index.ts';
import { flagsOf } from './flags.ts';
import { oldSpaceLimit } from './old-space.ts';
import { forgetSizing } from './thread-heap.ts';

/** How the heap of this process came to its size, for one line in the log. */
export interface HeapDecision {
  readonly limitBytes: number | undefined;
  /** V8's limit of the old space, at which it ends the process. */
  readonly heapLimitBytes: number;
  /** Whether the runtime chose it. */
  readonly sized: boolean;
  readonly reason: string;
}

/**
 * Sizes V8's heap for the memory limit. The limits of the main isolate are fixed when the process starts, so it replaces
 * itself (execve(2)) by the same program under the flags of {@link planHeap}: same process id, same standard streams, no
 * second process. What has been imported is imported anew, so call it before anything is opened. In the replaced
 * process, and where nothing is to be done, it returns what was decided.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID where `SEAWORTHY_HEAP` can't be understood
 */
export async function sizeHeap(cgroup: Cgroup): Promise<HeapDecision> {
  const limitBytes = hardLimitOf(cgroup.readMemory());
  const reason = takeMark();
  if (reason !== undefined) {
    forgetSizing();
    return decision(limitBytes, { sized: true, reason });
  }
  const { env, execArgv } = process;
  const intent = decideHeap({ limitBytes, env, execArgv, obstacle: obstacleToReplacing() });
  if (intent.plan === undefined) return decision(limitBytes, { sized: false, reason: intent.reason });
  // A signal that has arrived is answered first: it would be lost with this image.
  await new Promise((resolve) => setImmediate(resolve));
  // Replacing it once serves both: V8's helper threads are fixed at the start as well.
  const cores = availableCores(cgroup);
  const threads = threadFlags(cores, execArgv, env['NODE_OPTIONS'], cgroup.readCpuQuota());
  const flags = [...flagsOf(intent.plan), ...threads];
  return decision(limitBytes, { sized: false, reason: replaceProcess(flags, intent.reason) });
}

/** Does not return, or returns why it failed. */
function replaceProcess(flags: readonly string[], reason: string): string {
  const { execPath, execArgv, argv, env, pid } = process;
  // execArgv would hold the user's own flags twice, were NODE_OPTIONS part of it; it is not.
  // The last of two counts, and a flag of the user's that is there has been weighed.
  const args = [execPath, ...execArgv, ...flags, ...argv.slice(1)];
  try {
    process.execve?.(execPath, args, {
      ...allocator,
      ...(env as Record<string, string>),
      [EnvName.heapSized]: `${pid}:${reason}`,
    });
    return 'process.execve is missing';
  } catch (error) {
    return `execve failed: ${String(error)}`;
  }
}

/** The reason that the image before this one left; undefined in a process that was not replaced. */
function takeMark(): string | undefined {
  const [pid, reason] = process.env[EnvName.heapSized]?.split(/:(.*)/, 2) ?? [];
  if (pid === undefined) return undefined;
  // Children are to decide for themselves.
  delete process.env[EnvName.heapSized];
  if (pid !== String(process.pid)) return undefined;
  forgetAllocator();
  return reason;
}

function obstacleToReplacing(): string | undefined {
  if (!isMainThread) return 'not the main thread';
  if (process.channel !== undefined) return 'a child with a channel to its parent, whose flags decide';
  if (inspectorUrl() !== undefined) return 'a debugger is attached';
  if (process.argv[1] === undefined) return 'no program file to start again';
  if (process.platform !== 'linux') return `not Linux`;
  return undefined;
}

function decision(limitBytes: number | undefined, rest: { sized: boolean; reason: string }): HeapDecision {
  return { limitBytes, heapLimitBytes: oldSpaceLimit(), ...rest };
}
