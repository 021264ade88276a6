import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** What is judged where no Service leads to the pods, and no request was sent. */
function verdicts(isFault: boolean) {
  const evidence = rehearsedRollout();
  const what = 'No Service routes to the pods.';
  evidence.workload = {
    ...evidence.workload,
    trafficPort: undefined,
    unrouted: { what, isFault },
    unsent: what,
  };
  evidence.requests.length = 0;
  const events = evidence.events.filter(({ type }) => type !== 'endpoint-seen');
  const all = judge({ ...evidence.build(), events });
  const of = (name: string) => all.find(({ expectation }) => expectation === name);
  return { all, of, what };
}

test('a workload without a Service is told to be one, and its life is judged all the same', () => {
  const { all, of, what } = verdicts(false);
  expect(all.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  for (const name of ['rollout/no-request-lost', 'rollout/always-an-endpoint', 'start/load-answered'])
    expect(of(name)).toMatchObject({ outcome: 'not-shown', what });
  for (const name of ['rollout/completes', 'rollout/exits-within-grace', 'start/becomes-ready'])
    expect(of(name)?.outcome).toBe('pass');
});

test('a Service that leads nowhere is one fault, and not one of each scenario', () => {
  const { all } = verdicts(true);
  const failures = all.filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([
    { expectation: 'start/load-answered', fault: 'service-port-unknown', what: expect.any(String) },
  ]);
});

test('of a port that takes TLS nothing is said of requests, and its endpoints are judged', () => {
  const evidence = rehearsedRollout();
  const unsent = 'The Service web routes to a port that takes TLS.';
  evidence.workload = { ...evidence.workload, unsent };
  evidence.requests.length = 0;
  const verdicts = judge(evidence.build());
  expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  const of = (name: string) => verdicts.find(({ expectation }) => expectation === name);
  for (const name of ['rollout/no-request-lost', 'start/load-answered', 'start/ready-means-serving'])
    expect(of(name)).toMatchObject({ outcome: 'not-shown', what: unsent });
  expect(of('rollout/always-an-endpoint')?.outcome).toBe('pass');
});
