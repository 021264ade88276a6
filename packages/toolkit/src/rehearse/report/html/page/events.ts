import { amount } from '../../../figures.ts';
import type { PageData } from '../data/types.ts';
import { byId, html } from './dom.ts';
import { clock, type TimeView } from './timeline/index.ts';

/** How many rows are drawn; the timeline chooses which. */
const MOST_ROWS = 400;

/** Everything that happened in the part of the timeline that is shown, in words, once it is opened. */
export function showEvents({ events }: PageData, view: TimeView): void {
  const note = html('p', { class: 'hint' });
  const body = html('tbody');
  const heads = ['time', 'of', 'what happened'].map((name) => html('th', { scope: 'col' }, name));
  const table = html(
    'table',
    {},
    html('caption', { class: 'unseen' }, 'Events'),
    html('thead', {}, html('tr', {}, ...heads)),
    body,
  );
  const scroller = html(
    'div',
    { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Events in the part that is shown' },
    table,
  );
  const details = html(
    'details',
    {},
    html('summary', {}, 'What happened in the part of the timeline that is shown'),
    note,
    scroller,
  );
  const draw = () => {
    if (!details.open) return;
    const shown = events.kept.filter(([at]) => at >= view.from && at <= view.until);
    note.textContent = `${amount(Math.min(shown.length, MOST_ROWS))} of ${amount(shown.length)} in view${events.kept.length < events.total ? `; the page holds ${amount(events.kept.length)} of ${amount(events.total)}` : ''}. Probes that succeed are left out.`;
    body.replaceChildren(
      ...shown
        .slice(0, MOST_ROWS)
        .map(([at, subject, text]) =>
          html(
            'tr',
            {},
            html('td', { class: 'time' }, clock(at)),
            html('td', { class: 'subject' }, subject === '-' ? 'cluster' : subject),
            html('td', {}, text),
          ),
        ),
    );
  };
  details.addEventListener('toggle', draw);
  view.onChange(draw);
  byId('events').append(details);
}
