import { byId, html } from '../dom.ts';

/** What colours and shapes stand for, each with a sample that is styled as the timeline is. */
export function showLegend(): void {
  const entry = (kind: string, text: string) =>
    html('span', { class: 'entry' }, html('i', { class: `swatch ${kind}`, 'aria-hidden': true }), text);
  const group = (title: string, ...entries: readonly HTMLElement[]) =>
    html('p', {}, html('b', {}, title), ...entries);
  byId('legend').append(
    group(
      'Pod',
      entry('phase starting', 'starting'),
      entry('phase ready', 'ready'),
      entry('phase not-ready', 'not ready'),
      entry('phase down', 'exited'),
      entry('phase terminating', 'terminating'),
    ),
    group(
      'Under it',
      entry('port', 'port is listened on'),
      entry('probe success', 'probe'),
      entry('probe failure', 'failed probe'),
    ),
    group(
      'Proxy sees the endpoint',
      entry('seen ready', 'ready'),
      entry('seen serving', 'serving only'),
      entry('seen unready', 'unready'),
      entry('misrouted', 'routed to, though nobody listens'),
    ),
    group('CPU', entry('throttled', 'throttled')),
  );
}
