import { count } from '../../../../figures.ts';
import type { PageData } from '../../data/types.ts';
import { byId, html } from '../dom.ts';
import type { Selection } from '../selection.ts';
import { followKeys, followPointer } from './gestures.ts';
import { showLegend } from './legend.ts';
import { podTracks } from './pod-tracks.ts';
import { readout } from './readout.ts';
import { requestTracks } from './request-tracks.ts';
import { clock, timeScale, type TimeScale } from './scale.ts';
import { axisTrack, scenarioTrack } from './scenario-track.ts';
import type { TimeView } from './time-view.ts';
import { showToolbar } from './toolbar.ts';
import { usageTracks } from './usage-tracks.ts';

/** How near to a loss a click has to be, and to a mark the moment that is told, in pixels. */
const REACH = 14;

/** About how wide tracks are on A4 and Letter beside their labels, in pixels: stretched to what is there, text stays as large as it is. */
const PAPER = 540;

/** Draws all tracks on one scale of time, and again whenever the view, the page's width or the selection changes. */
export function showTimeline(data: PageData, view: TimeView, selection: Selection): void {
  const tracks = [
    axisTrack(),
    scenarioTrack(data.scenarios, view),
    // Before the lanes of pods, of which there may be hundreds.
    ...requestTracks(data),
    ...usageTracks(data),
    ...podTracks(data.pods, data.scenarios),
  ];
  const [cursor, chosen] = [html('div', { class: 'cursor' }), html('div', { class: 'chosen' })];
  const plot = html(
    'div',
    {
      class: 'plot',
      id: 'plot',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'timeline',
      'aria-label': summary(data),
      'aria-describedby': 'keys',
    },
    ...tracks.map(({ row }) => row),
    cursor,
    chosen,
  );
  byId('tracks').append(plot);
  showToolbar(data, view, selection);
  showLegend();

  let scale: TimeScale = timeScale(view, 1);
  const left = () => plot.querySelector('svg')?.getBoundingClientRect().left ?? 0;
  const place = (line: HTMLElement, at: number | undefined) => {
    line.hidden = at === undefined || at < scale.from || at > scale.until;
    // As a part of the width, which is another one on paper.
    if (at !== undefined) line.style.setProperty('--part', String((at - scale.from) / view.span));
  };
  const reachMs = () => (REACH / scale.width) * view.span;
  let pointed: { readonly at?: number | undefined; readonly pod?: string | undefined } = {};
  const point = (at: number | undefined, pod?: string) => {
    pointed = { at, pod };
    place(cursor, at);
    // Its lane, and its lines of memory and CPU.
    for (const element of plot.querySelectorAll('[data-pod]'))
      element.classList.toggle('pointed', pod !== undefined && element.getAttribute('data-pod') === pod);
    const text = at === undefined ? view.text : readout(data, at, pod, reachMs());
    byId('readout').textContent = text;
    return text;
  };
  const draw = (width?: number) => {
    const label = plot.querySelector('.label');
    const beside = getComputedStyle(plot).getPropertyValue('--labels').trim() === 'beside';
    const taken = beside && label !== null ? label.getBoundingClientRect().width : 0;
    scale = timeScale(view, width ?? Math.max(120, Math.floor(plot.clientWidth - taken)));
    for (const track of tracks) track.draw(scale);
    for (const element of plot.querySelectorAll('[data-pod]'))
      element.classList.toggle('hot', element.getAttribute('data-pod') === selection.current?.pod);
    place(chosen, selection.current?.at);
    point(pointed.at, pointed.pod);
  };
  let asked = false;
  const redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
  // At once, since the next key may point anew before all is drawn.
  view.onChange(() => {
    pointed = {};
    redraw();
  });
  selection.onChange(() => {
    if (selection.current !== undefined) {
      view.watch(selection.current.at);
      view.reveal(selection.current.at);
    }
    redraw();
  });
  new ResizeObserver(redraw).observe(plot);
  addEventListener('beforeprint', () => draw(PAPER));
  addEventListener('afterprint', () => draw());
  draw();
  const pods = () =>
    tracks.map(({ row }) => (row.hidden ? undefined : row.dataset['pod'])).filter((pod) => pod !== undefined);
  const surface = { scale: () => scale, left, point, reachMs, pods };
  followKeys(plot, view, selection, surface);
  followPointer(plot, view, selection, surface);
}

function summary({ pods, scenarios, lost, durationMs }: PageData): string {
  return `Timeline of ${clock(durationMs, 0)}: ${count(scenarios.length, 'scenario')}, ${count(pods.length, 'pod')}, ${count(lost.total, 'lost request')}`;
}
