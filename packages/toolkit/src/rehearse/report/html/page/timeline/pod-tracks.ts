import type { PodLane, ScenarioBand } from '../../data/types.ts';
import { html, svg } from '../dom.ts';
import { markShapes } from './marks.ts';
import type { TimeScale } from './scale.ts';
import { backdrop } from './scenario-track.ts';
import { track, type Track } from './track.ts';

/** With more lanes than this in view, each shows only its phases and what the proxy saw. */
const MOST_TALL = 16;

const TALL = 36;
const FLAT = 16;

/** A lane for each pod that lived in the part that is shown. */
export function podTracks(pods: readonly PodLane[], scenarios: readonly ScenarioBand[]): Track[] {
  // Once for all lanes, of which there may be hundreds.
  let flat: { readonly scale: TimeScale; readonly is: boolean } | undefined;
  const isFlat = (scale: TimeScale) => {
    if (flat?.scale !== scale)
      flat = { scale, is: pods.filter((pod) => lives(pod, scale)).length > MOST_TALL };
    return flat.is;
  };
  return pods.map((pod) => {
    const lane = track({
      label: [html('span', { class: 'pod-name', title: pod.name }, html('bdi', { dir: 'ltr' }, pod.name))],
      kind: 'pod',
      height: (scale) => (isFlat(scale) ? FLAT : TALL),
      paint: (scale, height) => ({
        shapes: [
          ...backdrop(scenarios, scale, height),
          ...(height === FLAT ? flatShapes(pod, scale) : tallShapes(pod, scale)),
        ],
      }),
    });
    lane.row.dataset['pod'] = pod.name;
    return {
      row: lane.row,
      draw(scale) {
        lane.row.hidden = !lives(pod, scale);
        if (!lane.row.hidden) lane.draw(scale);
      },
    };
  });
}

/** Whether it exists in the part that is shown, or a proxy still sees its endpoint. */
function lives({ phases, seen }: PodLane, { from, until }: TimeScale): boolean {
  return [...phases, ...seen].some((span) => span[0] < until && span[1] > from);
}

function flatShapes(pod: PodLane, scale: TimeScale): SVGElement[] {
  return [
    ...bars(pod.phases, scale, 2, 8, 'phase'),
    ...bars(pod.seen, scale, 11, 3, 'seen'),
    ...bars(pod.misrouted, scale, 10, 5, 'misrouted'),
  ];
}

function tallShapes(pod: PodLane, scale: TimeScale): SVGElement[] {
  return [
    ...bars(pod.phases, scale, 3, 12, 'phase'),
    ...probeShapes(pod, scale),
    ...bars(pod.listening, scale, 24, 2, 'port'),
    ...bars(pod.seen, scale, 29, 4, 'seen'),
    ...bars(pod.misrouted, scale, 23, 10, 'misrouted'),
    ...markShapes(pod, scale),
  ];
}

/** How much of its bar's height a state takes, from below, so that its shape tells it as well as its colour. Default: 1. */
const heights: Readonly<Record<string, number>> = { starting: 0.5, serving: 0.5, unready: 0.25 };

/** Spans as bars, without what is out of view. */
function bars(
  spans: readonly (readonly [number, number, string])[],
  scale: TimeScale,
  y: number,
  height: number,
  kind: string,
): SVGElement[] {
  return spans
    .filter(([from, until]) => until > scale.from && from < scale.until)
    .map(([from, until, state]) => {
      const x = Math.max(-2, scale.x(from));
      const width = Math.max(1, Math.min(scale.width + 2, scale.x(until)) - x);
      const tall = height * (heights[state] ?? 1);
      return svg('rect', { x, y: y + height - tall, width, height: tall, class: `${kind} ${state}` });
    });
}

/** Probes that succeeded are short ticks, those that failed long ones. */
function probeShapes({ probes }: PodLane, scale: TimeScale): SVGElement[] {
  const shown = probes.filter(([at]) => at >= scale.from && at <= scale.until);
  const path = (good: boolean, top: number, bottom: number) =>
    shown
      .filter(([, , outcome]) => (outcome === 'success') === good)
      .map(([at]) => `M${scale.x(at)} ${top}V${bottom}`)
      .join('');
  return [
    svg('path', { d: path(true, 17.5, 20.5), class: 'probe success' }),
    svg('path', { d: path(false, 16, 22), class: 'probe failure' }),
  ];
}
