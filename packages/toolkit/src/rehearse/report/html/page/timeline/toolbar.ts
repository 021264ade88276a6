import type { PageData } from '../../data/types.ts';
import { announce, button, byId, html } from '../dom.ts';
import { inOneLine, type Selection } from '../selection.ts';
import type { TimeView } from './time-view.ts';

/** What the list can say beside the names of scenarios. */
const ALL = '';
const PART = '-';

/** Buttons and a list of scenarios for what keys and pointer do, too. */
export function showToolbar({ scenarios }: PageData, view: TimeView, selection: Selection): void {
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
  const shows = (label: string, name: string, key: string, change: () => void) =>
    button(label, { 'aria-label': name, title: `${name} (${key})` }, () => {
      change();
      announce(view.text);
    });
  byId('toolbar').append(
    html('label', { for: 'scenario' }, 'Show'),
    choice,
    shows('−', 'Zoom out', '−', () => view.zoom(2)),
    shows('+', 'Zoom in', '+', () => view.zoom(0.5)),
    shows('←', 'Earlier', '←', () => view.pan(-0.25)),
    shows('→', 'Later', '→', () => view.pan(0.25)),
    shows('All', 'Show all', '0', () => view.all()),
    ...(selection.entries.length > 0 ? lossButtons(view, selection) : []),
  );
}

/** From loss to loss, and the one that is selected in one line, with the way to what led to it. */
function lossButtons(view: TimeView, selection: Selection): HTMLElement[] {
  const to = (label: string, name: string, key: string, by: 1 | -1, from: () => number) =>
    button(label, { 'aria-label': name, title: `${name} (${key})` }, () =>
      selection.select(selection.step(by, from())),
    );
  const text = html('span', { class: 'hint' });
  const way = button('What led to it', { class: 'quiet', title: 'What led to it (Enter)' }, () =>
    byId('chain').focus(),
  );
  const picked = html('span', { class: 'picked', hidden: true }, way, text);
  selection.onChange(() => {
    picked.hidden = selection.current === undefined;
    text.textContent = selection.current === undefined ? '' : inOneLine(selection.current);
  });
  return [
    to('◂ loss', 'Previous loss', 'p', -1, () => view.until),
    to('loss ▸', 'Next loss', 'n', 1, () => view.from),
    picked,
  ];
}
