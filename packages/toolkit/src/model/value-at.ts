import type { PathStep } from './position.ts';

/** The value at a path of an object; undefined where nothing is there. */
export function valueAt(object: object, path: readonly PathStep[]): unknown {
  let value: unknown = object;
  for (const step of path) value = (value as Record<PathStep, unknown> | null | undefined)?.[step];
  return value;
}
