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
