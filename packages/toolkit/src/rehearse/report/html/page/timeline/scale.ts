import type { TimeView } from './time-view.ts';

/** Places moments on a line of so many pixels. */
export interface TimeScale {
  readonly width: number;
  readonly from: number;
  readonly until: number;
  x(at: number): number;
  at(x: number): number;
}

export function timeScale(view: TimeView, width: number): TimeScale {
  const { from, until, span } = view;
  return {
    width,
    from,
    until,
    x: (at) => Math.round(((at - from) / span) * width * 10) / 10,
    at: (x) => from + (x / width) * span,
  };
}

/** A moment for people, as precise as it is given: `1:02.345`, `12.3 s`. */
export function clock(ms: number, digits = 3): string {
  // Rounded first: 59.9996 s are a minute.
  const seconds = Number((ms / 1000).toFixed(digits));
  if (seconds < 60) return `${seconds.toFixed(digits)} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const text = rest.toFixed(digits);
  return `${minutes}:${text.padStart(digits === 0 ? 2 : digits + 3, '0')}`;
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
];

/** Round moments within the scale, no closer than so many pixels, with as many digits as tell them apart. */
export function ticks(scale: TimeScale, apart: number): { readonly at: number; readonly label: string }[] {
  const perPixel = (scale.until - scale.from) / scale.width;
  const step = STEPS.find((length) => length / perPixel >= apart) ?? 600_000;
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
  const first = Math.ceil(scale.from / step);
  const count = Math.floor(scale.until / step) - first + 1;
  return Array.from({ length: count }, (_, position) => {
    const at = (first + position) * step;
    return { at, label: clock(at, digits) };
  });
}

/** A round number at least as large, for the top of an axis. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
