import type { Interval } from './intervals.ts';
import type { PodStory } from './pod-story.ts';

/**
 * When at least one proxy saw the pod's endpoint as ready. Proxies see the same changes at different times, so the parts of
 * one proxy overlap those of another and are joined.
 */
export function routedTo(story: PodStory): readonly Interval[] {
  const since = new Map<string, number>();
  const parts: Interval[] = [];
  for (const { proxy, state, at } of story.of('endpoint-seen')) {
    const from = since.get(proxy);
    if (state === 'ready' && from === undefined) since.set(proxy, at);
    if (state !== 'ready' && from !== undefined) {
      parts.push({ from, to: at });
      since.delete(proxy);
    }
  }
  for (const from of since.values()) parts.push({ from, to: Infinity });
  return joined(parts);
}

/** Overlapping or touching parts made one, by their begin. */
export function joined(parts: readonly Interval[]): readonly Interval[] {
  const result: { from: number; to: number }[] = [];
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else result.push({ ...part });
  }
  return result;
}

/** How long, in milliseconds, new connections were still routed to the pod after `at`; 0 if they were not. */
export function routedAfter(story: PodStory, at: number): number {
  const part = routedTo(story).find(({ from, to }) => from <= at && at < to);
  return part === undefined ? 0 : part.to - at;
}

/** Whether no other pod was routed to at a moment. */
export function isOnlyOne(pods: Iterable<PodStory>, pod: string, at: number): boolean {
  for (const story of pods)
    if (story.name !== pod && routedTo(story).some(({ from, to }) => from <= at && at < to)) return false;
  return true;
}
