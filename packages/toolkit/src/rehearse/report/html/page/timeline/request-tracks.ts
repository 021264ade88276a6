import { amount } from '../../../../figures.ts';
import type { PageData, RequestBuckets } from '../../data/types.ts';
import { formatDuration } from '../../../words/quantities.ts';
import { html, svg } from '../dom.ts';
import { merged, type Merged } from './merged-buckets.ts';
import { roundUp, type TimeScale } from './scale.ts';
import { backdrop } from './scenario-track.ts';
import { track, type Track } from './track.ts';

/** How high the ticks of single losses stand, with some space, in pixels. */
const TICKS = 8;

/** Requests answered a second, requests lost, and the latency of those answered. */
export function requestTracks({ requests, scenarios, lost }: PageData): Track[] {
  const paintOn =
    (paint: (buckets: readonly Merged[], scale: TimeScale, height: number) => Painted) =>
    (scale: TimeScale, height: number) => {
      const { shapes, ...edges } = paint(merged(requests, scale), scale, height);
      return { ...edges, shapes: [...backdrop(scenarios, scale, height), ...shapes] };
    };
  return [
    track({ label: ['answered'], kind: 'chart', height: () => 56, paint: paintOn(answered) }),
    track({
      label: ['lost'],
      kind: 'chart losses',
      height: () => 48,
      paint: paintOn((buckets, scale, height) => {
        const painted = lostBars(buckets, scale, height - TICKS);
        return { ...painted, shapes: [...painted.shapes, keptTicks(lost.kept, scale, height)] };
      }),
    }),
    track({
      label: ['latency', html('span', { class: 'note' }, key('p50'), ' ', key('p99'))],
      kind: 'chart',
      height: () => 72,
      paint: paintOn((buckets, scale, height) => latency(requests, buckets, scale, height)),
    }),
  ];
}

interface Painted {
  readonly shapes: readonly SVGElement[];
  readonly top: string;
  readonly bottom: string;
}

function key(name: string): HTMLElement {
  return html('span', { class: `key ${name}` }, name);
}

function answered(buckets: readonly Merged[], scale: TimeScale, height: number): Painted {
  const top = roundUp(Math.max(...buckets.map((bucket) => bucket.answeredPerSecond)));
  const y = (value: number) => (height - (value / top) * (height - 4)).toFixed(1);
  const line = buckets.flatMap(({ from, until, answeredPerSecond }) => [
    `${scale.x(from)} ${y(answeredPerSecond)}`,
    `${scale.x(until)} ${y(answeredPerSecond)}`,
  ]);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return { shapes: [], top: '', bottom: '' };
  const d = `M${scale.x(first.from)} ${height}L${line.join('L')}L${scale.x(last.until)} ${height}Z`;
  return { shapes: [svg('path', { d, class: 'answered' })], top: `${amount(top)}/s`, bottom: '0' };
}

/** A tick under the bars for each loss that is told one by one. */
function keptTicks(kept: PageData['lost']['kept'], scale: TimeScale, height: number): SVGElement {
  const d = kept
    .filter(({ at }) => at >= scale.from && at <= scale.until)
    .map(({ at }) => `M${scale.x(at)} ${height - TICKS + 2}V${height - 1}`);
  return svg('path', { d: d.join(''), class: 'tick' });
}

/** Each bar at least so high that a single loss among many is seen. */
function lostBars(buckets: readonly Merged[], scale: TimeScale, height: number): Painted {
  const top = Math.max(0, ...buckets.map((bucket) => bucket.lost));
  const [first] = buckets;
  const bars = buckets
    .filter((bucket) => bucket.lost > 0)
    .map((bucket) => {
      const tall = Math.max(4, (bucket.lost / top) * (height - 4));
      const x = scale.x(bucket.from);
      const width = Math.max(2, scale.x(bucket.until) - x - 0.5);
      return svg('rect', { x, y: height - tall, width, height: tall, class: 'loss' });
    });
  const length = first === undefined ? '' : formatDuration(first.until - first.from);
  return { shapes: bars, top: top > 0 ? `${amount(top)} in ${length}` : 'none', bottom: '' };
}

/** On a scale of powers of ten, from 1 ms. */
function latency(
  { p99 }: RequestBuckets,
  buckets: readonly Merged[],
  scale: TimeScale,
  height: number,
): Painted {
  const highest = p99.reduce((most: number, value) => Math.max(most, value ?? 0), 10);
  const decades = Math.ceil(Math.log10(highest));
  const y = (ms: number) =>
    Number((height - 2 - (Math.log10(Math.max(1, ms)) / decades) * (height - 6)).toFixed(1));
  const line = (of: (bucket: Merged) => number | undefined) => {
    let d = '';
    let pen = 'M';
    for (const bucket of buckets) {
      const value = of(bucket);
      if (value !== undefined) d += `${pen}${scale.x((bucket.from + bucket.until) / 2)} ${y(value)}`;
      pen = value === undefined ? 'M' : 'L';
    }
    return d;
  };
  const grid = Array.from({ length: decades - 1 }, (_, position) => {
    const at = y(10 ** (position + 1));
    return svg('line', { x1: 0, x2: scale.width, y1: at, y2: at, class: 'grid' });
  });
  return {
    shapes: [
      ...grid,
      svg('path', { d: line((bucket) => bucket.p99), class: 'line p99' }),
      svg('path', { d: line((bucket) => bucket.p50), class: 'line p50' }),
    ],
    top: decades < 3 ? `${10 ** decades} ms` : `${10 ** (decades - 3)} s`,
    bottom: '1 ms',
  };
}
