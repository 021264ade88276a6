import type { LostEntry } from '../data/types.ts';
import { formatDuration } from '../../words/quantities.ts';
import { announce, button, byId, html } from './dom.ts';
import { inOneLine, titleOf, type Selection } from './selection.ts';
import { clock, type TimeView } from './timeline/index.ts';

/** Around a lost request, this much is shown of the timeline, in milliseconds. */
const AROUND_MS = 3000;

/** The chain of events of the selected request; said to screen readers when another is selected. */
export function showChain(place: HTMLElement, view: TimeView, selection: Selection): void {
  const draw = () => {
    const entry = selection.current;
    if (entry === undefined) {
      place.replaceChildren(
        html('p', { class: 'hint screen-only' }, 'Select a lost request to see what led to it.'),
      );
      return;
    }
    announce(inOneLine(entry));
    const show = button('Show in the timeline', { class: 'quiet screen-only' }, () => {
      view.show(entry.at - AROUND_MS, entry.lostAt + AROUND_MS);
      byId('timeline').focus();
    });
    place.replaceChildren(
      html('h3', {}, titleOf(entry)),
      html('p', { class: 'sentence' }, `${entry.sentence}.`),
      html('p', { class: 'hint' }, where(entry)),
      table(entry),
      html('p', {}, show),
    );
  };
  selection.onChange(draw);
  draw();
}

function where({ at, lostAt, scenario, pod }: LostEntry): string {
  const during = scenario === null ? 'before the first scenario' : `during ${scenario}`;
  const to = pod === null ? 'with no pod to go to' : `to ${pod}`;
  return `Due at ${clock(at)}, ${during}, ${to}; lost ${formatDuration(lostAt - at)} later. Times count from the loss.`;
}

function table({ chain, lostAt, pod }: LostEntry): HTMLElement {
  const rows = chain.map(({ at, subject, text }) =>
    html(
      'tr',
      subject === 'request' ? { class: 'own' } : {},
      html('td', { class: 'time' }, relative(at - lostAt)),
      html('td', { class: 'subject' }, subject === pod ? 'its pod' : subject === '-' ? 'cluster' : subject),
      html('td', {}, text),
    ),
  );
  const heads = ['time', 'of', 'what happened'].map((name) => html('th', { scope: 'col' }, name));
  return html(
    'table',
    {},
    html('caption', { class: 'unseen' }, 'Chain of events'),
    html('thead', {}, html('tr', {}, ...heads)),
    html('tbody', {}, ...rows),
  );
}

function relative(ms: number): string {
  if (Math.abs(ms) < 0.05) return '0';
  return ms > 0 ? `+${formatDuration(ms)}` : `−${formatDuration(-ms)}`;
}
