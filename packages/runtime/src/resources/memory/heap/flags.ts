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

/** Takes the flags of {@link flagsOf} out of `execArgv`: of two of a name the latter, since the former is the user's. */
export function removeFlags(execArgv: string[]): void {
  for (const name of ['--max-old-space-size=', '--max-semi-space-size=']) {
    const at = execArgv.findLastIndex((flag) => flag.startsWith(name));
    if (at >= 0) execArgv.splice(at, 1);
  }
}

/** The last word on a size among `NODE_OPTIONS` and `execArgv`, in MiB; undefined where nothing, or 0, says so. */
export function sizeFlagOf(
  name: 'max-old-space-size' | 'max-semi-space-size',
  execArgv: readonly string[],
  nodeOptions = '',
): number | undefined {
  const pattern = new RegExp(`^--${name.replaceAll('-', '[-_]')}=(\\d+)$`);
  const sizes = [...nodeOptions.split(/\s+/), ...execArgv].map((flag) => pattern.exec(flag)?.[1]);
  return Number(sizes.findLast((size) => size !== undefined) ?? 0) || undefined;
}
