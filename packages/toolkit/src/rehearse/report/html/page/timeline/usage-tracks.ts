import type { ContainerUsage, PageData, ScenarioBand, UsageSeries } from '../../data/types.ts';
import { html, svg } from '../dom.ts';
import { roundUp, type TimeScale } from './scale.ts';
import { backdrop } from './scenario-track.ts';
import { track, type Painting, type Track } from './track.ts';

const MIB = 1024 * 1024;

/** From this part of the time on, a line is drawn as throttled. */
const THROTTLED = 0.05;

/** Memory and CPU of each container, a line for each pod, under the limit. */
export function usageTracks({ usage, scenarios }: PageData): Track[] {
  const several = usage.length > 1;
  return usage.flatMap((container) => [
    memoryTrack(container, scenarios, several),
    cpuTrack(container, scenarios, several),
  ]);
}

function memoryTrack(container: ContainerUsage, scenarios: readonly ScenarioBand[], several: boolean): Track {
  const limit = container.memoryLimit === undefined ? undefined : container.memoryLimit / MIB;
  const series = container.series.map((own) => ({ ...own, values: own.memory.map((bytes) => bytes / MIB) }));
  return track({
    label: ['memory', ...(several ? [` of ${container.container}`] : []), limitKey(limit, 'MiB')],
    kind: 'chart',
    height: () => 64,
    paint: (scale, height) => paint(series, limit, 'MiB', scenarios, scale, height),
  });
}

function cpuTrack(container: ContainerUsage, scenarios: readonly ScenarioBand[], several: boolean): Track {
  const series = container.series.map((own) => ({ ...own, values: own.cpu.map((milli) => milli / 1000) }));
  const limit = container.cpuLimit === undefined ? undefined : container.cpuLimit / 1000;
  return track({
    label: ['CPU', ...(several ? [` of ${container.container}`] : []), limitKey(limit, 'cores')],
    kind: 'chart',
    height: () => 56,
    paint: (scale, height) => paint(series, limit, 'cores', scenarios, scale, height),
  });
}

function limitKey(limit: number | undefined, unit: string): HTMLElement {
  return limit === undefined
    ? html('span', { class: 'note' }, 'no limit')
    : html('span', { class: 'note key limit' }, `limit ${Number(limit.toFixed(2))} ${unit}`);
}

type Line = UsageSeries & { readonly values: readonly number[] };

function paint(
  series: readonly Line[],
  limit: number | undefined,
  unit: string,
  scenarios: readonly ScenarioBand[],
  scale: TimeScale,
  height: number,
): Painting {
  const inView = series.map((line) => ({ line, points: pointsIn(line, scale) }));
  const highest = inView.flatMap(({ line, points }) => points.map((point) => line.values[point] ?? 0));
  const top = roundUp(highest.reduce((most, value) => Math.max(most, value), (limit ?? 0) * 1.08));
  const y = (value: number) => Number((height - (value / top) * (height - 3)).toFixed(1));
  const path = (line: Line, points: readonly number[], isPart: (point: number) => boolean) => {
    let d = '';
    let pen = 'M';
    for (const point of points) {
      if (isPart(point)) d += `${pen}${scale.x(line.at[point] ?? 0)} ${y(line.values[point] ?? 0)}`;
      pen = isPart(point) ? 'L' : 'M';
    }
    return d;
  };
  const isThrottled = (line: Line, point: number) =>
    (line.throttled[point] ?? 0) >= THROTTLED || (line.throttled[point + 1] ?? 0) >= THROTTLED;
  const lines = inView.map(({ line, points }) =>
    svg('path', { d: path(line, points, () => true), class: 'line usage', 'data-pod': line.pod }),
  );
  // Only CPU is throttled.
  const throttled = (unit === 'cores' ? inView : []).map(({ line, points }) =>
    svg('path', { d: path(line, points, (point) => isThrottled(line, point)), class: 'line throttled' }),
  );
  const limitLine =
    limit === undefined
      ? []
      : [svg('line', { x1: 0, x2: scale.width, y1: y(limit), y2: y(limit), class: 'limit' })];
  return {
    shapes: [...backdrop(scenarios, scale, height), ...lines, ...throttled, ...limitLine],
    top: `${Number(top.toFixed(2))} ${unit}`,
    bottom: '0',
  };
}

/** The samples in view, and one on each side, so that lines go on to the edges. */
function pointsIn({ at }: Line, { from, until }: TimeScale): number[] {
  const first = Math.max(0, at.findIndex((time) => time >= from) - 1);
  const after = at.findIndex((time) => time > until);
  const end = after === -1 ? at.length : after + 1;
  if ((at.at(-1) ?? -Infinity) < from || (at[0] ?? Infinity) > until) return [];
  return Array.from({ length: end - first }, (_, position) => first + position);
}
