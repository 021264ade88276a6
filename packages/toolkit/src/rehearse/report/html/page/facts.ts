import type { PageData } from '../data/types.ts';
import { byId, html } from './dom.ts';

/** What was rehearsed and how it went in one line, at the head of the page; below the verdicts, which come first, under which conditions. */
export function showFacts({ workload, headline, outcome, facts, startedAt }: PageData): void {
  byId('workload').textContent = workload;
  const words = { pass: 'Passed', fail: 'Failed', 'not-shown': 'Not shown' } as const;
  byId('headline').append(html('span', { class: `badge ${outcome}` }, words[outcome]), ` ${headline}`);
  const started = new Date(startedAt).toISOString().replace('T', ' ').slice(0, 19);
  const all = [...facts, ['started', `${started} UTC`] as const];
  byId('facts').append(
    ...all.map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))),
  );
}

/** The end of the page: what the engine cannot emulate here, and what of the manifests is not supported. */
export function showLimits({ notEmulated, unsupported, notShown }: PageData): void {
  const list = (title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? []
      : [html('h3', {}, title), html('ul', {}, ...sentences.map((sentence) => html('li', {}, sentence)))];
  const parts = [
    ...list('Not emulated on this machine', notEmulated),
    ...list('Not supported of the manifests, and left out', unsupported),
    ...list('Expectations without evidence', notShown),
  ];
  byId('limits').append(...(parts.length > 0 ? parts : [html('p', {}, 'Nothing was left out.')]));
}
