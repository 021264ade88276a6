import { EnvName } from '@seaworthy/contract';
import { SeaworthyError } from '../../../errors.ts';
import { parseBytes } from '../../../config/index.ts';
import { sizeFlagOf, userHeapFlag } from './flags.ts';
import { LEAST_HEAP_MIB, planHeap, type HeapPlan } from './plan.ts';

/** What is known of a process when its heap is to be sized. */
export interface HeapFacts {
  /** Undefined: no limit. */
  readonly limitBytes: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[];
  /** Why the process can't be replaced by itself; undefined when it can. */
  readonly obstacle: string | undefined;
  /** Worker threads beside the main one, as `planHeap` takes them. */
  readonly threads?: number;
}

/** What is to be done with the heap, and why. */
export interface HeapIntent {
  /** Undefined: it stays as it is. */
  readonly plan: HeapPlan | undefined;
  readonly reason: string;
}

const MIB = 2 ** 20;

/**
 * Decides how large the heap is to be. The user's own word wins: `SEAWORTHY_HEAP`, then flags of node; else the limit.
 *
 * @throws SeaworthyError SW_CONFIG_INVALID where `SEAWORTHY_HEAP` is neither `auto`, `off`, empty nor a quantity from 16Mi
 */
export function decideHeap({ limitBytes, env, execArgv, obstacle, threads }: HeapFacts): HeapIntent {
  const setting = env[EnvName.heap] ?? '';
  if (setting === 'off') return { plan: undefined, reason: `${EnvName.heap}=off` };
  const explicit = setting === 'auto' || setting === '' ? undefined : heapQuantity(setting);
  const flag = userHeapFlag(execArgv, env['NODE_OPTIONS']);
  if (explicit === undefined && flag !== undefined) return { plan: undefined, reason: `the flag ${flag}` };
  if (explicit === undefined && limitBytes === undefined)
    return { plan: undefined, reason: 'no memory limit' };
  if (obstacle !== undefined) return { plan: undefined, reason: obstacle };
  const plan = planHeap(limitBytes ?? (explicit ?? 0) * 2, threads);
  if (explicit === undefined) return { plan, reason: 'the memory limit' };
  return {
    plan: {
      semiSpaceMiB: sizeFlagOf('max-semi-space-size', execArgv, env['NODE_OPTIONS']) ?? plan.semiSpaceMiB,
      oldSpaceMiB: Math.max(1, Math.floor(explicit / MIB)),
    },
    reason: `${EnvName.heap}=${setting}`,
  };
}

function heapQuantity(text: string): number {
  const refuse = (cause?: unknown) =>
    new SeaworthyError('SW_CONFIG_INVALID', {
      what: `${EnvName.heap} is neither auto, off nor an amount of bytes from ${LEAST_HEAP_MIB}Mi such as 300Mi`,
      where: 'environment',
      cause,
    });
  let bytes: number;
  try {
    bytes = parseBytes(text);
  } catch (cause) {
    throw refuse(cause);
  }
  // A plain number, whose unit was left out: V8 would die of it before a line of the program is run, and say nothing of why.
  if (bytes < LEAST_HEAP_MIB * MIB) throw refuse();
  return bytes;
}
