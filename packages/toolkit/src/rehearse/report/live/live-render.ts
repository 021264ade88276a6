import { amount, count } from '../../figures.ts';
import { formatDuration } from '../words/index.ts';
import type { LivePod, LiveScenario, LiveState } from './live-state.ts';
import { podLine } from './pod-line.ts';
import { lineOf, span, type Span } from './styled-line.ts';

/** The size of a terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How wide a scenario of the list is. */
const CELL = 27;

/** The view as lines, none longer than the terminal is wide, and together no more than it is high. */
export function liveRender(state: LiveState, { columns, rows }: Size): string[] {
  const { workload, startedAt, now, scenarios, pods } = state;
  const head = [
    lineOf(
      [
        span(`Rehearsal of ${workload}`, 'bold'),
        span(`  ${formatDuration(now - (startedAt ?? now))}`, 'dim'),
      ],
      columns,
    ),
    '',
    ...scenarioLines(scenarios, now, columns),
    '',
    lineOf(loadSpans(state), columns),
    lineOf([span('now       ', 'dim'), span(nowIn(state))], columns),
    lineOf([span('last      ', 'dim'), span(state.last)], columns),
    '',
  ];
  const room = Math.max(0, rows - head.length - 1);
  return [...head, ...podLines(pods, now, columns, room)].slice(0, Math.max(1, rows - 1));
}

function scenarioLines(scenarios: readonly LiveScenario[], now: number, columns: number): string[] {
  const across = Math.max(1, Math.floor(columns / CELL));
  const down = Math.ceil(scenarios.length / across);
  // Filled column by column, as they are run.
  return Array.from({ length: down }, (_, row) => {
    const cells = scenarios.filter((_, position) => position % down === row);
    return lineOf(
      cells.flatMap((scenario, position) => scenarioSpans(scenario, now, position < cells.length - 1)),
      columns,
    );
  });
}

/** Padded only where another one follows: how a terminal breaks lines anew that end in spaces is its own affair. */
function scenarioSpans(
  { name, state, startedAt, endedAt }: LiveScenario,
  now: number,
  isFollowed: boolean,
): Span[] {
  const took = formatDuration((state === 'running' ? now : endedAt) - startedAt);
  const text = (time: string) =>
    isFollowed ? `${name.padEnd(17)} ${time}`.padEnd(CELL - 2) : `${name.padEnd(17)} ${time}`.trimEnd();
  switch (state) {
    case 'waiting':
      return [span('· ', 'dim'), span(text(''), 'dim')];
    case 'running':
      return [span('▸ ', 'cyan'), span(text(took), 'bold')];
    case 'done':
      return [span('✓ ', 'green'), span(text(took))];
    case 'skipped':
      return [span('– ', 'yellow'), span(text('skipped'), 'dim')];
  }
}

function loadSpans({ load: { sent, lost, p50, p99 } }: LiveState): Span[] {
  return [
    span('requests  ', 'dim'),
    span(`${amount(sent)} sent  `),
    span(`${amount(lost)} lost`, lost > 0 ? 'red' : 'green'),
    ...(p50 === undefined || p99 === undefined
      ? []
      : [span(`  p50 ${formatDuration(p50)}  p99 ${formatDuration(p99)}`)]),
  ];
}

function nowIn({ scenarios, step }: LiveState): string {
  if (step === '' && scenarios.every(({ state }) => state === 'waiting'))
    return 'the pods start; scenarios begin once all are ready';
  const running = scenarios.find(({ state }) => state === 'running');
  return [running?.name, step].filter(Boolean).join(': ');
}

/** The youngest pods where there is no room for all. */
function podLines(pods: readonly LivePod[], now: number, columns: number, room: number): string[] {
  const shown = pods.length <= room ? pods : pods.slice(pods.length - Math.max(0, room - 1));
  const hidden = pods.length - shown.length;
  const names = Math.max(0, ...shown.map(({ name }) => name.length));
  return [
    ...(hidden > 0 && room > 0
      ? [lineOf([span(`… and ${count(hidden, 'older pod')}`, 'dim')], columns)]
      : []),
    ...shown.map((pod) => podLine(pod, names, now, columns)),
  ];
}
