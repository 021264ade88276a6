import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../../../events.ts';
import { EvidenceBuilder } from '../../../testing/index.ts';
import { sampleRehearsal } from '../../testing/index.ts';
import { htmlReport } from '../html-report.ts';
import { pageData } from './page-data.ts';
import { spansOf, without } from './spans.ts';

const { evidence, verdicts } = sampleRehearsal();
const data = pageData(evidence, verdicts);
const lane = (name: string) => data.pods.find((pod) => pod.name === name);

describe('lanes', () => {
  test('a pod goes from starting over ready to terminating', () => {
    expect(lane('shop-5d8f-x7k2q')?.phases.map(([, , phase]) => phase)).toEqual([
      'starting',
      'ready',
      'terminating',
    ]);
  });

  test('a container that exits takes its pod down until it is ready again', () => {
    expect(lane('shop-6c4d-k2p9x')?.phases.map(([, , phase]) => phase)).toEqual([
      'starting',
      'ready',
      'down',
      'not-ready',
      'ready',
    ]);
  });

  test('where the proxy routes and nobody listens is marked, from the closing of the port on', () => {
    const [from, until] = lane('shop-5d8f-x7k2q')?.misrouted[0] ?? [0, 0];
    const marks = lane('shop-5d8f-x7k2q')?.marks ?? [];
    const signal = marks.find(([, kind]) => kind === 'signal')?.[0] ?? NaN;
    expect(from - signal).toBeCloseTo(4, 0);
    expect(until).toBeGreaterThan(from);
    expect(lane('shop-6c4d-b5j8d')?.misrouted).toEqual([]);
  });

  /** The lane of a pod that is routed to and listens from 1 s on, and to which this happens then. */
  const laneAfter = (...happenings: readonly [at: number, happening: Happening][]) => {
    const built = new EvidenceBuilder().scenario('crash', 0, 40_000).pod('a', 600);
    for (const [at, happening] of happenings) built.note(at, happening);
    return pageData(built.build(), []).pods[0];
  };
  const container = { pod: 'a', container: 'app' };
  const exit = { type: 'container-exited', ...container, exitCode: 1, reason: 'Error' } as const;
  const start = { type: 'container-started', ...container, restartCount: 1 } as const;
  const seen = (state: 'ready' | 'gone') =>
    ({ type: 'endpoint-seen', pod: 'a', proxy: 'proxy', state }) as const;
  const port = (listening: boolean) => ({ type: 'port', pod: 'a', port: 8080, listening }) as const;

  test('nobody listens once the last container exits, though nothing tells that the port was closed', () => {
    const lane = laneAfter(
      [15_000, exit],
      [15_500, { type: 'pod-removed', pod: 'a' }],
      [16_700, seen('gone')],
    );
    expect(lane?.listening).toEqual([[800, 15_000, 'listening']]);
    expect(lane?.misrouted).toEqual([[15_000, 16_700, 'misrouted']]);
  });

  test('a container that goes on may be the one that listens; a restart listens where no port was closed', () => {
    const sidecar = { type: 'container-started', pod: 'a', container: 'mesh', restartCount: 0 } as const;
    expect(laneAfter([2000, sidecar], [15_000, exit])?.listening).toEqual([[800, 100_000, 'listening']]);
    expect(laneAfter([15_000, exit], [15_040, start])?.listening).toEqual([
      [800, 15_000, 'listening'],
      [15_040, 100_000, 'listening'],
    ]);
    expect(laneAfter([15_000, exit], [15_030, port(false)], [15_040, start])?.listening).toEqual([
      [800, 15_000, 'listening'],
    ]);
  });

  test('what the rehearsal itself takes down after its last scenario is no fault', () => {
    expect(laneAfter([39_000, port(false)])?.misrouted).toEqual([[39_000, 40_000, 'misrouted']]);
    expect(laneAfter([40_100, port(false)])?.misrouted).toEqual([]);
  });

  test('of several proxies, one that still routes is enough', () => {
    const pod = 'shop-5d8f-x7k2q';
    const second = evidence.events
      .filter((event) => event.type === 'endpoint-seen' && event.pod === pod)
      .map((event) => Object.assign({}, event, { proxy: 'another', at: event.at + 100 }));
    const events = [...evidence.events, ...second].sort((one, other) => one.at - other.at);
    const two = pageData({ ...evidence, events }, verdicts).pods.find(({ name }) => name === pod);
    const end = lane(pod)?.misrouted[0]?.[1] ?? NaN;
    expect(two?.misrouted[0]?.[1]).toBeCloseTo(end + 100, 0);
  });
});

test('times count from when the rehearsal began, before its first event', () => {
  const early = pageData({ ...evidence, beganAt: evidence.beganAt - 8000 }, verdicts);
  expect(early.scenarios[0]?.from).toBe(8000);
  expect(early.pods[0]?.phases[0]?.[0]).toBeCloseTo((data.pods[0]?.phases[0]?.[0] ?? NaN) + 8000, 1);
});

test('what is not emulated for one reason is one line', () => {
  expect(data.unsupported).toEqual([expect.stringMatching(/:41:7: .*there is one node \(and 1 more\)$/)]);
});

test('how late the load itself was stands beside the latencies', () => {
  expect(Object.fromEntries(data.facts)).toMatchObject({
    lost: expect.stringMatching(/^[\d,]+ \([\d.]+ %\): \d+ in rollout, \d+ in kill, /) as string,
    'load late by': 'p99 0.4 ms, at most 0.4 ms',
    latency: expect.stringMatching(/ of those answered$/) as string,
  });
});

test.each([
  ['fail', /in rollout$/],
  ['pass', /in rollout; none is held against the service$/],
  ['not-shown', /in rollout; none is held against the service$/],
] as const)('where the outcome is %s, losses are told with %s', (outcome, lost) => {
  const built = new EvidenceBuilder().scenario('rollout', 0, 40_000);
  built.request(10_000, 'a', { fate: 'refused' });
  const [first] = verdicts;
  if (first === undefined) throw new Error('The sample has no verdicts');
  expect(new Map(pageData(built.build(), [{ ...first, outcome }]).facts).get('lost')).toMatch(lost);
});

test('a loss stands where its bar is, when it was due, and tells when it was lost', () => {
  const built = new EvidenceBuilder().scenario('stall', 0, 40_000);
  built.request(10_000, 'a', { fate: 'timeout', endedAt: 20_000 });
  const { requests, lost } = pageData(built.build(), []);
  expect(lost.kept[0]).toMatchObject({ at: 10_000, lostAt: 20_000, scenario: 'stall' });
  expect(requests.lost.findIndex((count) => count > 0)).toBe(Math.floor(10_000 / requests.bucketMs));
});

test('every request is in a bucket', () => {
  const { answered, lost, sent } = data.requests;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  expect(sum(answered) + sum(lost)).toBe(sent);
  expect(sum(lost)).toBe(data.lost.total);
});

test('no markup begins within the data, and no value of a variable is in it', () => {
  const page = htmlReport(evidence, [{ ...verdicts[0], what: '</script>' } as (typeof verdicts)[number]]);
  const written = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)?.[1] ?? '';
  expect(JSON.parse(written)).toMatchObject({ workload: 'shop' });
  expect(written).not.toContain('<');
  expect(written).not.toContain('a secret that no report may show');
});

describe('spans', () => {
  test('last from one change to the next, and join where nothing changes', () => {
    const changes = [[0, 'a'] as const, [5, 'a'] as const, [9, undefined] as const, [12, 'b'] as const];
    expect(spansOf(changes, 20)).toEqual([
      [0, 9, 'a'],
      [12, 20, 'b'],
    ]);
  });

  test('what is left of one where others do not hold is exactly that', () => {
    const spans = fc
      .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 10 })
      .map((ends) => ends.sort((one, other) => one - other))
      .map((ends) =>
        ends.flatMap((from, position) => {
          const until = ends[position + 1];
          return position % 2 === 0 && until !== undefined ? [[from, until, 'on'] as const] : [];
        }),
      );
    const holds = (some: readonly (readonly [number, number, string])[], at: number) =>
      some.some(([from, until]) => at >= from && at < until);
    fc.assert(
      fc.property(spans, spans, fc.integer({ min: 0, max: 40 }), (one, others, at) => {
        expect(holds(without(one, others, 'left'), at)).toBe(holds(one, at) && !holds(others, at));
      }),
    );
  });
});
