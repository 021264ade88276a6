import { countWords } from '../../summary/count-words.ts';
import type { PageData } from '../data/types.ts';
import { button, byId, html } from './dom.ts';
import type { Selection } from './selection.ts';
import type { TimeView } from './timeline/index.ts';

type Pattern = PageData['patterns'][number];
type Verdict = Pattern['verdicts'][number];

const words = { pass: 'pass', fail: 'fail', 'not-shown': 'not shown' } as const;
const glyphs = { pass: '✓', fail: '✕', 'not-shown': '–' } as const;

/** Around a verdict's moment, this much is shown of the timeline, in milliseconds. */
const AROUND_MS = 8000;

/** All ten patterns in order; what failed is open, what passed can be opened. */
export function showVerdicts(data: PageData, view: TimeView, selection: Selection): void {
  const verdict = (one: Verdict) => verdictItem(one, data, view, selection);
  byId('verdicts').append(...data.patterns.map((pattern) => patternRow(pattern, verdict)));
}

function patternRow(pattern: Pattern, item: (verdict: Verdict) => HTMLElement): HTMLElement {
  const { number, name, outcome, counts, verdicts } = pattern;
  const badge = html('span', { class: `badge ${outcome}` }, `${glyphs[outcome]} ${words[outcome]}`);
  const head = [
    html('span', { class: 'number' }, String(number)),
    html('span', { class: 'name' }, name),
    badge,
    html('span', { class: 'count' }, countWords(counts) || 'no expectation'),
  ];
  if (verdicts.length === 0)
    return html('div', { class: 'pattern' }, html('div', { class: 'row empty' }, ...head));
  // What failed comes first.
  const rank = { fail: 0, 'not-shown': 1, pass: 2 } as const;
  const sorted = verdicts.toSorted((one, other) => rank[one.outcome] - rank[other.outcome]);
  return html(
    'details',
    { class: `pattern ${outcome}`, open: outcome === 'fail' },
    html('summary', { class: 'row' }, ...head),
    html('ul', { class: 'expectations' }, ...sorted.map(item)),
  );
}

function verdictItem(verdict: Verdict, data: PageData, view: TimeView, selection: Selection): HTMLElement {
  const { outcome, expectation, what, cause, fix, fault, output = [] } = verdict;
  const term = (name: string, text: string | undefined) =>
    text === undefined ? [] : [html('dt', {}, name), html('dd', {}, text)];
  const lines = output.map((line) => html('div', {}, line));
  const log = lines.length === 0 ? [] : [html('dt', {}, 'Log'), html('dd', { class: 'output' }, ...lines)];
  const explained = [...term('Cause', cause), ...term('Fix', fix), ...log];
  return html(
    'li',
    { class: outcome },
    html('span', { class: 'glyph', 'aria-hidden': true }, glyphs[outcome]),
    html('span', { class: 'unseen' }, `${words[outcome]}: `),
    html(
      'div',
      {},
      html('p', { class: 'what' }, what),
      explained.length === 0 ? undefined : html('dl', {}, ...explained),
      html('p', { class: 'expectation' }, [expectation, fault].filter(Boolean).join(' · ')),
      outcome === 'fail' ? links(verdict, data, view, selection) : undefined,
    ),
  );
}

/** From a failure to where it is seen. */
function links(
  verdict: Verdict,
  data: PageData,
  view: TimeView,
  selection: Selection,
): HTMLElement | undefined {
  const { expectation, requests = [], at, scenario } = verdict;
  const run = data.scenarios.find(({ name }) => name === scenario);
  const lost = requests.map((id) => selection.byRequest(id)).find((entry) => entry !== undefined);
  const made: HTMLElement[] = [];
  if (at !== undefined || run !== undefined)
    made.push(
      button(
        'Show in the timeline',
        { class: 'quiet', 'aria-label': `Show in the timeline: ${expectation}` },
        () => {
          if (at === undefined && run !== undefined) view.show(run.from, run.until);
          else if (at !== undefined) view.show(at - AROUND_MS, at + AROUND_MS);
          byId('timeline').focus();
        },
      ),
    );
  if (lost !== undefined)
    made.push(
      button(`Lost request ${lost.id}`, { class: 'quiet' }, () => {
        selection.select(lost);
        byId('lost-list').focus();
      }),
    );
  return made.length === 0 ? undefined : html('p', { class: 'links screen-only' }, ...made);
}
