import type { PageData } from '../../data/types.ts';
import { button, byId, html } from '../dom.ts';
import type { TimeView } from './time-view.ts';

/** What the list can say beside the names of scenarios. */
const ALL = '';
const PART = '-';

/** Buttons and a list of scenarios for what keys and pointer do, too. */
export function showToolbar({ scenarios }: PageData, view: TimeView): void {
  const choice = html('select', { id: 'scenario' }, html('option', { value: ALL }, 'whole rehearsal'));
  // Chosen by the page alone, where neither all nor one scenario is shown.
  const part = html('option', { value: PART, hidden: true }, 'a part');
  const ran = scenarios.filter(({ skipped }) => skipped === undefined);
  for (const { name, lost } of ran)
    choice.append(html('option', { value: name }, lost > 0 ? `${name} (${lost} lost)` : name));
  choice.append(part);
  choice.addEventListener('change', () => {
    const band = ran.find(({ name }) => name === choice.value);
    if (band === undefined) view.all();
    else view.show(band.from, band.until);
  });
  view.onChange(() => {
    const band = ran.find(
      ({ from, until }) => Math.abs(from - view.from) < 1 && Math.abs(until - view.until) < 1,
    );
    choice.value = band?.name ?? (view.span >= view.duration ? ALL : PART);
  });
  byId('toolbar').append(
    html('label', { for: 'scenario' }, 'Show'),
    choice,
    button('−', { 'aria-label': 'Zoom out', title: 'Zoom out (−)' }, () => view.zoom(2)),
    button('+', { 'aria-label': 'Zoom in', title: 'Zoom in (+)' }, () => view.zoom(0.5)),
    button('←', { 'aria-label': 'Earlier', title: 'Earlier (←)' }, () => view.pan(-0.25)),
    button('→', { 'aria-label': 'Later', title: 'Later (→)' }, () => view.pan(0.25)),
    button('All', { title: 'Show all (0)' }, () => view.all()),
  );
}
