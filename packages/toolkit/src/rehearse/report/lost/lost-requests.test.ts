import { describe, expect, test } from 'vitest';
import type { RehearsalEvent } from '../../events.ts';
import type { RequestRecord } from '../../requests.ts';
import { EvidenceBuilder } from '../../testing/index.ts';
import { sampleRehearsal } from '../testing/index.ts';
import { chainOf } from './chain.ts';
import { EventIndex } from './event-index.ts';
import { explain } from './explain.ts';
import { fateInWords } from './fate-words.ts';
import { lostRequests } from './lost-requests.ts';

const { evidence, verdicts } = sampleRehearsal();

const unsorted: RehearsalEvent[] = [
  sees(-90_000, 'kube-proxy', 'ready'),
  { type: 'pod-deleted', pod: 'a', graceSeconds: 30, at: 1000 },
  { type: 'signal', pod: 'a', container: 'c', signal: 'SIGTERM', at: 1100 },
  { type: 'port', pod: 'a', port: 8080, listening: false, at: 1110 },
  { type: 'signal', pod: 'b', container: 'c', signal: 'SIGTERM', at: 1200 },
  ...[1, 2, 3].map((second): RehearsalEvent => ({
    type: 'probe',
    pod: 'a',
    container: 'c',
    probe: 'readiness',
    outcome: 'failure',
    message: `${second}`,
    startedAt: 1000 + second * 100,
    at: 1000 + second * 100,
  })),
  sees(2500, 'kube-proxy', 'serving'),
];
const index = indexOf(...unsorted);

function indexOf(...events: readonly RehearsalEvent[]): EventIndex {
  return new EventIndex(events.toSorted((one, other) => one.at - other.at));
}

function sees(at: number, proxy: string, state: 'ready' | 'serving' | 'unready' | 'gone'): RehearsalEvent {
  return { type: 'endpoint-seen', pod: 'a', proxy, state, at };
}

const request: RequestRecord = {
  id: 7,
  kind: 'http1',
  action: 'GET /',
  dueAt: 1600,
  sentAt: 1600,
  endedAt: 1601,
  pod: 'a',
  connection: 3,
  fresh: true,
  fate: 'refused',
  status: 0,
  retryAfter: false,
  retries: 0,
};

describe('the chain of a lost request', () => {
  test('tells what happened to its pod before it, itself, and how long the proxy went on', () => {
    expect(chainOf(index, request).map(({ subject, text }) => `${subject}: ${text}`)).toEqual([
      'a: deleted, grace period 30 s',
      'a: SIGTERM to c',
      'a: port 8080 is no longer listened on',
      'a: c readiness probe: failure, 3',
      'request: GET / (http1) sent to a on the new connection 3',
      'request: refused: nobody took the connection',
      'a: kube-proxy sees the endpoint serving, no longer ready',
    ]);
  });

  test('of several proxies the last one to leave counts, and the chain has each', () => {
    const both = indexOf(...unsorted, sees(-90_000, 'other', 'ready'), sees(2900, 'other', 'serving'));
    expect(explain(both, request, 8080)).toContain('other routed to the pod for 1.30 s more');
    const texts = chainOf(both, request).map(({ text }) => text);
    expect(texts.slice(-2)).toEqual([
      'kube-proxy sees the endpoint serving, no longer ready',
      'other sees the endpoint serving, no longer ready',
    ]);
  });

  test('a proxy that had left before the loss does not leave again when it sees the endpoint go', () => {
    const both = indexOf(
      ...unsorted,
      sees(-90_000, 'other', 'ready'),
      sees(1300, 'other', 'serving'),
      sees(3900, 'other', 'unready'),
    );
    expect(explain(both, request, 8080)).toMatch(/; kube-proxy routed to the pod for 0.90 s more$/);
  });

  test('what a former process went through is not told of the one that was started in its place', () => {
    const killed: RehearsalEvent[] = [
      { type: 'container-exited', pod: 'a', container: 'init', exitCode: 0, reason: 'Completed', at: 800 },
      { type: 'container-started', pod: 'a', container: 'c', restartCount: 0, at: 900 },
      { type: 'paused', pod: 'a', container: 'c', paused: true, what: 'all threads', at: 1000 },
      { type: 'signal', pod: 'a', container: 'c', signal: 'SIGTERM', at: 1100 },
      { type: 'container-exited', pod: 'a', container: 'c', exitCode: 143, reason: 'Error', at: 1200 },
      { type: 'container-exited', pod: 'a', container: 'log', exitCode: 2, reason: 'Error', at: 1250 },
      { type: 'container-started', pod: 'a', container: 'c', restartCount: 1, at: 1300 },
    ];
    expect(explain(indexOf(...killed), request, 8080)).toBe(
      'refused: nobody took the connection, 0.35 s after log exited with 2 (Error)',
    );
  });

  test('of one that was given up late, what was so when it was sent is told apart from what came then', () => {
    const exited = {
      type: 'container-exited',
      pod: 'a',
      container: 'c',
      exitCode: 0,
      reason: 'Completed',
    } as const;
    const late = { ...request, fate: 'timeout', endedAt: 11_600 } as const;
    expect(explain(indexOf(...unsorted, { ...exited, at: 8600 }), late, 8080)).toBe(
      'given up without a whole answer after 10.0 s, 3.00 s after c exited with 0 (Completed); it was sent 0.50 s after SIGTERM and 0.49 s after port 8080 was closed',
    );
  });

  test('a pod of the same name inherits nothing from the one before it', () => {
    const again: RehearsalEvent = { type: 'pod-created', pod: 'a', revision: 2, at: 1500 };
    expect(explain(indexOf(...unsorted, again), request, 8080)).toBe('refused: nobody took the connection');
  });

  test('a request that no pod was found for is told by what the proxies saw', () => {
    const chain = chainOf(index, { ...request, pod: undefined, dueAt: 3000, sentAt: 3000, endedAt: 3000 });
    expect(chain[0]?.text).toBe('kube-proxy sees the endpoint serving, no longer ready');
    expect(chain.slice(-2).map(({ text }) => text)).toEqual([
      'GET / (http1) was to be sent',
      'no endpoint was usable: the proxy had none to send it to',
    ]);
  });

  test('of what each proxy knew, the last that it did is told of a request that no pod was found for', () => {
    const two = indexOf(
      sees(1000, 'kube-proxy', 'ready'),
      sees(2000, 'other', 'ready'),
      sees(2500, 'kube-proxy', 'unready'),
    );
    const lost = { ...request, pod: undefined, dueAt: 3000, sentAt: 3000, endedAt: 3000 };
    expect(chainOf(two, lost).map(({ text }) => text)).toEqual([
      'other sees the endpoint ready',
      'kube-proxy sees the endpoint unready',
      'GET / (http1) was to be sent',
      fateInWords(lost),
    ]);
  });

  test('a status is told as it is where the proxy answered for want of an endpoint', () => {
    const lost = { ...request, pod: undefined, fate: 'status', status: 503 } as const;
    expect(explain(index, lost, 8080)).toBe(
      'answered 503; no endpoint was usable: the proxy had none to send it to',
    );
  });

  test('the sentence tells of the port that the load comes to, and of no other', () => {
    const closed: RehearsalEvent = { type: 'port', pod: 'a', port: 9090, listening: false, at: 1500 };
    expect(explain(indexOf(...unsorted, closed), request, 8080)).toContain(
      '0.49 s after port 8080 was closed;',
    );
    const opened = { ...closed, listening: true };
    expect(explain(indexOf(...unsorted, opened), request, 8080)).toContain('port 8080');
    expect(explain(indexOf(closed), request, 8080)).toBe('refused: nobody took the connection');
    expect(explain(indexOf(closed), request, undefined)).toContain('after port 9090 was closed');
  });

  test('what the rehearsal did to the pod on purpose is told, and the chain begins with it', () => {
    const struck: RehearsalEvent[] = [
      { type: 'pod-ready', pod: 'a', ready: true, at: -20_000 },
      { type: 'measured', scenario: 'kill', what: 'struck', value: 'SIGKILL', pod: 'a', at: 1598.4 },
    ];
    expect(explain(indexOf(...struck), request, 8080)).toBe(
      'refused: nobody took the connection, 2.6 ms after SIGKILL by the rehearsal',
    );
    expect(chainOf(indexOf(...struck), request)[0]?.text).toBe('measured struck: SIGKILL');
  });

  test('the sentence gives the times between signal, port, loss and proxy', () => {
    expect(explain(index, request, 8080)).toBe(
      'refused: nobody took the connection, 0.50 s after SIGTERM and 0.49 s after port 8080 was closed; kube-proxy routed to the pod for 0.90 s more',
    );
  });
});

test('what verdicts name is kept, the rest is shared out among the scenarios', () => {
  const { total, kept } = lostRequests(evidence, verdicts, 60);
  expect(total).toBeGreaterThan(60);
  expect(kept).toHaveLength(60);
  const ids = new Set(kept.map(({ request }) => request.id));
  for (const id of verdicts.flatMap(({ requests = [] }) => requests)) expect(ids).toContain(id);
  expect(new Set(kept.map(({ scenario }) => scenario))).toContain('oom');
  expect(kept.map(({ request }) => request.id)).toEqual([...ids].sort((one, other) => one - other));
});

test('of many losses of one scenario each part of its time keeps some, few as they are there', () => {
  const evidence = new EvidenceBuilder().scenario('rollout', 0, 90_000);
  for (let n = 0; n < 5000; n++) evidence.request(n, 'first', { fate: 'refused' });
  for (const at of [40_000, 80_000]) evidence.request(at, 'last', { fate: 'refused' });
  const { total, kept } = lostRequests(evidence.build(), [], 50);
  expect([total, kept.length]).toEqual([5002, 50]);
  expect(kept.slice(-2).map(({ request }) => request.dueAt)).toEqual([40_000, 80_000]);
});

test('losses over a longer time than there are places are told from its beginning to its end', () => {
  const evidence = new EvidenceBuilder().scenario('rollout', 0, 90_000);
  for (let at = 0; at < 90_000; at += 100) evidence.request(at, 'a', { fate: 'refused' });
  const times = lostRequests(evidence.build(), [], 10).kept.map(({ request }) => request.dueAt / 10_000);
  expect(times.map(Math.round)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
