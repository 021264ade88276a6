import type { PressureLevel } from '../../../events.ts';

const levels: readonly PressureLevel[] = ['calm', 'elevated', 'high', 'exhausted'];

/** A level begins at this share of the soft limit… */
const begins = { elevated: 0.75, high: 0.9, exhausted: 1 } as const;
/** …and ends this much below it, so that use that hovers at the border changes nothing. */
const HYSTERESIS = 0.07;

/**
 * Finds the level after `before`.
 *
 * @param used use, as a share of the soft limit
 * @param base use that no request accounts for, likewise: only this exhausts memory, since requests end
 */
export function levelOf(before: PressureLevel, used: number, base: number): PressureLevel {
  const reaches = (level: Exclude<PressureLevel, 'calm'>, share: number) => {
    const held = levels.indexOf(before) >= levels.indexOf(level);
    return share >= begins[level] - (held ? HYSTERESIS : 0);
  };
  if (reaches('exhausted', base)) return 'exhausted';
  if (reaches('high', used)) return 'high';
  return reaches('elevated', used) ? 'elevated' : 'calm';
}

/** Whether memory is shorter at `level` than at `before`. */
export function isAbove(level: PressureLevel, before: PressureLevel): boolean {
  return levels.indexOf(level) > levels.indexOf(before);
}

/** The fastest growth that a look must not miss: a core that does nothing but allocate, in bytes per millisecond. */
const FASTEST_GROWTH = 2 ** 19;
const SHORTEST_MS = 5;
const LONGEST_MS = 1_000;

/** Milliseconds until the next look: half of the time in which the fastest growth would use up the headroom. */
export function intervalOf(headroomBytes: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, headroomBytes / FASTEST_GROWTH / 2));
}
