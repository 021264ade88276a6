import { amount } from '../../../figures.ts';
import { LOSSES_ALLOWED } from '../../summary/loss-words.ts';
import type { LostEntry, PageData } from '../data/types.ts';
import { showChain } from './chain.ts';
import { byId, html } from './dom.ts';
import type { Selection } from './selection.ts';
import { clock, type TimeView } from './timeline/index.ts';

/** How many are printed. */
const PRINTED = 100;

/** The lost requests as a list to walk through, beside the chain of the one that is selected. */
export function showLost({ lost }: PageData, view: TimeView, selection: Selection): void {
  byId('lost-note').textContent = note(lost);
  if (lost.kept.length === 0) return;
  const list = html('div', {
    id: 'lost-list',
    role: 'listbox',
    tabindex: 0,
    'aria-label': 'Lost requests, by time',
    'aria-controls': 'chain',
  });
  const options = new Map(
    selection.entries.map((entry, position) => [entry, optionOf(entry, position < PRINTED)]),
  );
  list.append(...options.values());
  const chain = html('div', {
    id: 'chain',
    class: 'chain',
    tabindex: -1,
    role: 'group',
    'aria-label': 'What led to it',
  });
  const cut = html('p', { class: 'hint print-only' }, `The first ${PRINTED} of them are printed.`);
  byId('lost').append(...(lost.kept.length > PRINTED ? [cut] : []), list, chain);

  list.addEventListener('click', ({ target }) => {
    const option = target instanceof Element ? target.closest('[role=option]') : null;
    selection.select(selection.entries.find((entry) => options.get(entry) === option));
  });
  list.addEventListener('focus', () => {
    // A pointer that comes to the list chooses by itself.
    if (list.matches(':focus-visible')) selection.select(selection.current ?? selection.entries[0]);
  });
  list.addEventListener('keydown', (event) => {
    const next = target(event.key, selection);
    if (next === undefined) return;
    event.preventDefault();
    selection.select(next);
  });
  selection.onChange(() => {
    for (const [entry, option] of options)
      option.setAttribute('aria-selected', String(entry === selection.current));
    const chosen = selection.current && options.get(selection.current);
    if (chosen === undefined) return;
    list.setAttribute('aria-activedescendant', chosen.id);
    // Scrolls the list alone: the page stays where its reader is.
    const [top, bottom] = [chosen.offsetTop, chosen.offsetTop + chosen.offsetHeight];
    if (top < list.scrollTop) list.scrollTop = top;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
  });
  showChain(chain, view, selection);
}

/** How far Page Up and Page Down go. */
const PAGE = 10;

function target(key: string, { entries, current }: Selection): LostEntry | undefined {
  const at = current === undefined ? -1 : entries.indexOf(current);
  const last = entries.length - 1;
  const position = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    PageDown: Math.min(last, at + PAGE),
    PageUp: Math.max(0, at - PAGE),
    Home: 0,
    End: last,
  }[key];
  return position === undefined ? undefined : entries[position];
}

/** On paper nothing can be selected: the sentence of one that is printed stands below it. */
function optionOf(entry: LostEntry, isPrinted: boolean): HTMLElement {
  const { id, at, fate, status, action, pod, sentence } = entry;
  return html(
    'div',
    {
      role: 'option',
      id: `lost-${id}`,
      class: isPrinted ? undefined : 'unprinted',
      'aria-selected': 'false',
    },
    html('span', { class: 'time' }, clock(at)),
    html('span', { class: `fate ${fate}` }, fate === 'status' ? String(status) : fate),
    html('span', { class: 'action' }, action),
    html('span', { class: 'pod' }, pod ?? 'no pod'),
    ...(isPrinted ? [html('span', { class: 'sentence print-only' }, `${sentence}.`)] : []),
  );
}

function note({ total, kept }: PageData['lost']): string {
  if (total === 0) return 'No request was lost.';
  if (kept.length === total)
    return `${total === 1 ? 'It is told here' : `All ${amount(total)} are told one by one`}. ${LOSSES_ALLOWED}`;
  return `${amount(kept.length)} of ${amount(total)} are told one by one: those that verdicts name, and as many of each scenario, spread over its time. The counts in the timeline are of all. ${LOSSES_ALLOWED}`;
}
