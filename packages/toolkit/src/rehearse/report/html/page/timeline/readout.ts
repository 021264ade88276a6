import { amount, count } from '../../../../figures.ts';
import type { PageData } from '../../data/types.ts';
import { formatDuration } from '../../../words/quantities.ts';
import { clock } from './scale.ts';
import { usageAt } from './usage-at.ts';

const words = {
  starting: 'starting',
  ready: 'ready',
  'not-ready': 'not ready',
  down: 'down',
  terminating: 'terminating',
} as const;

/**
 * What was so at one moment: scenario, requests, the pod that is pointed at, and what it used, else the most that any did.
 *
 * @param reachMs how near a mark is that is named
 */
export function readout(data: PageData, at: number, podName: string | undefined, reachMs: number): string {
  const { requests, scenarios, pods, usage } = data;
  const bucket = Math.floor(at / requests.bucketMs);
  const answered = ((requests.answered[bucket] ?? 0) * 1000) / requests.bucketMs;
  const [lost, p50, p99] = [requests.lost[bucket] ?? 0, requests.p50[bucket], requests.p99[bucket]];
  const scenario = scenarios.find(({ from, until }) => at >= from && at < until);
  const pod = pods.find(({ name }) => name === podName);
  return [
    clock(at),
    scenario?.name,
    `${amount(answered)} answered/s`,
    lost > 0 ? count(lost, 'loss', 'losses') : undefined,
    typeof p50 === 'number' && typeof p99 === 'number'
      ? `p50 ${formatDuration(p50)}, p99 ${formatDuration(p99)}`
      : undefined,
    pod === undefined ? undefined : podAt(pod, at, reachMs),
    usageAt(usage, at, podName).join(', ') || undefined,
  ]
    .filter((part) => part !== undefined)
    .join('  ·  ');
}

function podAt(
  { name, phases, seen, listening, marks }: PageData['pods'][number],
  at: number,
  reachMs: number,
): string {
  const stateAt = <State extends string>(spans: readonly (readonly [number, number, State])[]) =>
    spans.find(([from, until]) => at >= from && at < until)?.[2];
  const phase = stateAt(phases);
  const listens = stateAt(listening) === undefined ? 'not listening' : 'listening';
  const near = marks.filter(([markAt]) => Math.abs(markAt - at) <= reachMs).map(([, , text]) => text);
  const told = [
    phase === undefined ? 'not there' : `${words[phase]}, ${listens}`,
    `proxy sees it ${stateAt(seen) ?? 'not at all'}`,
    ...near,
  ];
  return `${name}: ${told.join(', ')}`;
}
