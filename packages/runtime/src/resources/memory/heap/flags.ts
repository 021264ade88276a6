import type { HeapPlan } from './plan.ts';

/** Flags by which a user sizes the heap, with `-` or `_` alike, as V8 takes them. */
const sizing =
  /^--(?:max[-_]old[-_]space[-_]size(?:[-_]percentage)?|max[-_]heap[-_]size|max[-_]semi[-_]space[-_]size)(?:=|$)/;

/** The first flag among `execArgv` and `NODE_OPTIONS` that sizes the heap; undefined when the user sized nothing. */
export function userHeapFlag(execArgv: readonly string[], nodeOptions = ''): string | undefined {
  return [...execArgv, ...nodeOptions.split(/\s+/)].find((flag) => sizing.test(flag));
}

/** A plan as flags of node. */
export function flagsOf({ oldSpaceMiB, semiSpaceMiB }: HeapPlan): readonly string[] {
  return [`--max-old-space-size=${oldSpaceMiB}`, `--max-semi-space-size=${semiSpaceMiB}`];
}

/** What `heap_size_limit` of node 24 shows on 64-bit machines: 192 MiB more than the old space it was given. */
const DEFAULT_SEMI_SPACE_MIB = 64;

/** The size of a semi-space among `execArgv` and `NODE_OPTIONS`, in MiB. */
export function semiSpaceOf(execArgv: readonly string[], nodeOptions = ''): number {
  const flags = [...nodeOptions.split(/\s+/), ...execArgv];
  const [, size] =
    flags
      .map((flag) => /^--max[-_]semi[-_]space[-_]size=(\d+)$/.exec(flag) ?? [])
      .findLast(([all]) => all !== undefined) ?? [];
  return size === undefined ? DEFAULT_SEMI_SPACE_MIB : Number(size);
}
