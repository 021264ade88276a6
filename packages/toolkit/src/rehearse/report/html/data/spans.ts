import type { Span } from './types.ts';

/** Turns changes, in the order of time, into spans of what held between them; undefined: nothing that is shown. */
export function spansOf<State extends string>(
  changes: readonly (readonly [at: number, state: State | undefined])[],
  end: number,
): Span<State>[] {
  const spans: Span<State>[] = [];
  for (const [position, [from, state]] of changes.entries()) {
    const until = changes[position + 1]?.[0] ?? end;
    const last = spans.at(-1);
    if (state === undefined || until <= from) continue;
    if (last?.[2] === state && last[1] === from) spans.splice(-1, 1, [last[0], until, state]);
    else spans.push([from, until, state]);
  }
  return spans;
}

/** What is left of spans where none of the others holds. */
export function without<State extends string>(
  spans: readonly Span<string>[],
  others: readonly Span<string>[],
  state: State,
): Span<State>[] {
  const left: Span<State>[] = [];
  for (const [from, until] of spans) {
    let at = from;
    for (const [otherFrom, otherUntil] of others) {
      if (otherUntil <= at || otherFrom >= until) continue;
      if (otherFrom > at) left.push([at, otherFrom, state]);
      at = Math.max(at, otherUntil);
    }
    if (at < until) left.push([at, until, state]);
  }
  return left;
}
