import { expect, test } from 'vitest';
import { EvidenceBuilder } from '../../testing/index.ts';
import { judge } from '../judge.ts';
import { livesOf } from './lives.ts';
import { podStories } from './pod-story.ts';

/** A StatefulSet of two, whose pods are replaced one after another under their names in `rollout`, and again in `drain-node`. */
function statefulSet(): EvidenceBuilder {
  const evidence = new EvidenceBuilder().scenario('start', 0, 1000);
  evidence.workload = { ...evidence.workload, kind: 'StatefulSet', replicas: 2 };
  evidence.pod('db-0', 0).pod('db-1', 500);
  evidence.scenario('rollout', 10_000, 50_000).note(10_000, { type: 'rollout-started', revision: 2 });
  replaced(evidence, 'db-1', 10_000);
  replaced(evidence, 'db-0', 30_000);
  evidence.note(39_000, { type: 'rollout-complete', revision: 2 });
  evidence.scenario('drain-node', 60_000, 100_000);
  for (const [index, pod] of ['db-0', 'db-1'].entries()) {
    evidence.note(60_000 + index * 20_000, { type: 'eviction', pod, allowed: true });
    replaced(evidence, pod, 60_000 + index * 20_000);
  }
  for (let at = 41_000; at < 100_000; at += 500) evidence.request(at, at < 80_000 ? 'db-1' : 'db-0');
  return evidence;
}

/** It ends 7.1 s after `at`; the next one is created 200 ms later, and only then does the proxy see that the first one ended. */
function replaced(evidence: EvidenceBuilder, pod: string, at: number): void {
  evidence
    .ended(pod, at, { routedMs: 7450 })
    .pod(pod, at + 7300, 2)
    .note(at + 7600, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'gone' });
}

function verdictsOf(evidence: EvidenceBuilder, scenario: string) {
  return judge(evidence.build()).filter((verdict) => verdict.scenario === scenario);
}

test('each pod of a StatefulSet ends in its own scenario, though the next one has its name', () => {
  const evidence = statefulSet();
  expect(judge(evidence.build()).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  for (const scenario of ['rollout', 'drain-node'])
    expect(verdictsOf(evidence, scenario)).toContainEqual(
      expect.objectContaining({
        expectation: `${scenario}/exits-within-grace`,
        what: expect.stringMatching(/^2 pods ended/),
      }),
    );
});

test('what a pod loses in calm times is not lost to the end of the one that had its name before', () => {
  const evidence = statefulSet();
  evidence.request(45_000, 'db-1', { fate: 'status', status: 503, retryAfter: true });
  evidence.request(45_000, 'db-1', { fate: 'closed' });
  expect(verdictsOf(evidence, 'rollout')).toContainEqual(
    expect.objectContaining({
      fault: 'unexplained',
      what: expect.stringContaining('1 by 503 with Retry-After'),
    }),
  );
});

test('what a proxy that is behind still sends to the pod before is lost to the end of that one', () => {
  const evidence = statefulSet()
    .note(900, { type: 'endpoint-seen', pod: 'db-1', proxy: 'far', state: 'ready' })
    .note(17_500, { type: 'endpoint-seen', pod: 'db-1', proxy: 'far', state: 'gone' });
  evidence.request(17_400, 'db-1', { fate: 'refused' });
  expect(verdictsOf(evidence, 'rollout')).toContainEqual(
    expect.objectContaining({ fault: 'listener-closed-early' }),
  );
});

test('what a proxy that is behind has seen last is of the pod before, until it has seen that one go', () => {
  const seen = (at: number, proxy: string, state: 'serving' | 'gone' | 'ready') =>
    ({ at, type: 'endpoint-seen', pod: 'db-0', proxy, state }) as const;
  const created = (at: number) => ({ at, type: 'pod-created', pod: 'db-0', revision: 1 }) as const;
  const before = [created(0), seen(10, 'near', 'gone'), seen(30, 'far', 'serving'), seen(40, 'far', 'gone')];
  const after = [created(20), seen(35, 'near', 'ready'), seen(50, 'far', 'ready')];
  const byTime = [...before, ...after].toSorted((a, b) => a.at - b.at);
  expect(livesOf(byTime)).toEqual([
    { events: before, until: 20 },
    { events: after, until: Infinity },
  ]);
});

test('a pod that has the name of a Job’s is none the less one of the workload', () => {
  const evidence = statefulSet();
  evidence
    .note(-9000, { type: 'pod-created', pod: 'db-1', revision: 0 })
    .note(-5000, { type: 'pod-deleted', pod: 'db-1', graceSeconds: 30 });
  const namesOf = (it: EvidenceBuilder) => [...podStories(it.build()).values()].map(({ name }) => name);
  expect(namesOf(evidence)).toEqual(namesOf(statefulSet()));
});
