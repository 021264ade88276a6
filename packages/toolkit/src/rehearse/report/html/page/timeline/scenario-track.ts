import type { ScenarioBand } from '../../data/types.ts';
import { svg } from '../dom.ts';
import { ticks, type TimeScale } from './scale.ts';
import type { TimeView } from './time-view.ts';
import { track, type Track } from './track.ts';

/** About how wide a letter of a label is, and how far ticks are apart at least, in pixels. */
const LETTER = 6.4;
const APART = 76;

/** The axis of time. */
export function axisTrack(): Track {
  return track({
    label: ['time'],
    kind: 'axis',
    height: () => 18,
    paint: (scale) => ({ shapes: ticks(scale, APART).flatMap(({ at, label }) => tick(scale, at, label)) }),
  });
}

/** The scenarios, each a band with its name where there is room; a click shows it alone. */
export function scenarioTrack(scenarios: readonly ScenarioBand[], view: TimeView): Track {
  return track({
    label: ['scenario'],
    kind: 'scenarios',
    height: () => 22,
    paint: (scale) => ({
      shapes: visible(scenarios, scale).map((band, position) => {
        const { x, width } = extent(band, scale);
        const shape = svg(
          'g',
          { class: 'scenario' },
          svg('title', {}, band.name),
          svg('rect', { x, y: 1, width, height: 20, rx: 2, class: position % 2 === 0 ? 'even' : 'odd' }),
          svg('text', { x: x + 5, y: 15 }, fitting(band.name, width - 8)),
        );
        shape.addEventListener('click', () => view.show(band.from, band.until));
        return shape;
      }),
    }),
  });
}

/** Lines where scenarios begin and end, and ticks, behind what a track shows. */
export function backdrop(scenarios: readonly ScenarioBand[], scale: TimeScale, height: number): SVGElement[] {
  return [
    ...visible(scenarios, scale).map((band) => {
      const { x, width } = extent(band, scale);
      return svg('rect', { x, y: 0, width, height, class: 'band' });
    }),
    ...ticks(scale, APART).map(({ at }) => {
      const x = scale.x(at);
      return svg('line', { x1: x, x2: x, y1: 0, y2: height, class: 'grid' });
    }),
  ];
}

function tick(scale: TimeScale, at: number, label: string): SVGElement[] {
  const x = scale.x(at);
  const half = (label.length * LETTER) / 2;
  if (x < half || x > scale.width - half) return [];
  return [svg('text', { x, y: 13, 'text-anchor': 'middle' }, label)];
}

function visible(scenarios: readonly ScenarioBand[], { from, until }: TimeScale): ScenarioBand[] {
  return scenarios.filter((band) => band.skipped === undefined && band.until > from && band.from < until);
}

function extent(band: ScenarioBand, scale: TimeScale): { readonly x: number; readonly width: number } {
  const x = Math.max(0, scale.x(band.from));
  return { x, width: Math.max(1, Math.min(scale.width, scale.x(band.until)) - x) };
}

function fitting(name: string, width: number): string {
  const letters = Math.floor(width / LETTER);
  if (name.length <= letters) return name;
  return letters < 4 ? '' : `${name.slice(0, letters - 1)}…`;
}
