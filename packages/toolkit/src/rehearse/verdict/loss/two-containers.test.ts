import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout, type EvidenceBuilder } from '../../testing/index.ts';
import { judge } from '../index.ts';
import { podStories } from '../pods/index.ts';
import { explainLosses } from './explain.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout; old-b and old-c follow by 2 s each. */
const STOP = 11_100;

/** Each old pod has an agent besides, which starts last and exits at SIGTERM. */
function withAgent(ends: Parameters<typeof rehearsedRollout>[0]): EvidenceBuilder {
  const evidence = rehearsedRollout(ends);
  const containers = [containerFacts(), containerFacts({ name: 'agent', probes: {} })];
  evidence.workload = { ...evidence.workload, containers, servedBy: 'app' };
  for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries()) {
    const [container, stop] = ['agent', STOP + index * 2000];
    evidence
      .note(20, { type: 'container-started', pod, container, restartCount: 0 })
      .note(
        stop,
        { type: 'container-killed', pod, container, reason: 'pod deleted', graceSeconds: 30 },
        { type: 'signal', pod, container, signal: 'SIGTERM' },
      )
      .note(stop + 10, { type: 'container-exited', pod, container, exitCode: 0, reason: 'Completed' });
  }
  return evidence;
}

function lostIn(evidence: EvidenceBuilder) {
  return judge(evidence.build()).filter(
    ({ outcome, expectation }) => outcome === 'fail' && expectation.endsWith('/no-request-lost'),
  );
}

test('a request is lost to what serves it, and not to the container that started last', () => {
  const evidence = withAgent({ closesMs: 0, exitsMs: 1000 });
  evidence.request(STOP - 500, 'old-a', { fate: 'reset', endedAt: STOP + 1000 });
  for (let n = 0; n < 9; n++) evidence.request(STOP + 10 + n * 12, 'old-a', { fate: 'refused' });
  const lost = lostIn(evidence);
  expect(new Set(lost.map(({ fault }) => fault))).toEqual(
    new Set(['in-flight-cut', 'listener-closed-early']),
  );
  expect(lost.map(({ cause }) => cause)).toContainEqual(
    expect.stringContaining('listener closed 0 ms after SIGTERM'),
  );
});

test('the crash of a container beside the one that serves is none of it', () => {
  const evidence = withAgent({});
  const [pod, container] = ['old-a', 'agent'];
  evidence
    .note(8000, { type: 'container-exited', pod, container, exitCode: 1, reason: 'Error' })
    .note(8010, { type: 'container-started', pod, container, restartCount: 1 });
  evidence.request(8050, pod, { fate: 'status', status: 500 });
  const built = evidence.build();
  expect(explainLosses(built, podStories(built))).toMatchObject([{ cause: 'server-errors' }]);
});

test('that the port is closed is no sign that a container beside the one that serves has heard the signal', () => {
  const evidence = withAgent({});
  for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries()) {
    const [container, stop] = ['hung', STOP + index * 2000];
    evidence
      .note(30, { type: 'container-started', pod, container, restartCount: 0 })
      .note(stop, { type: 'signal', pod, container, signal: 'SIGTERM' })
      .note(stop + 30_000, { type: 'signal', pod, container, signal: 'SIGKILL' })
      .note(stop + 30_010, { type: 'container-exited', pod, container, exitCode: 137, reason: 'Error' });
    const facts = { pod, container: 'app', restartCount: 0, stream: 'stdout', cut: false } as const;
    evidence.logs.push({ ...facts, at: stop + 20, text: '{"msg":"shutting down"}' });
  }
  const containers = [...evidence.workload.containers, containerFacts({ name: 'hung', probes: {} })];
  evidence.workload = { ...evidence.workload, containers };
  const faults = judge(evidence.build()).flatMap(({ expectation, fault }) =>
    expectation === 'rollout/exits-within-grace' ? [fault] : [],
  );
  expect(faults).toEqual(['signal-ignored']);
});
