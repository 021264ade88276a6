import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

test('a pod whose container is refused is said to be never ready for that reason', () => {
  const evidence = rehearsedRollout().note(0, { type: 'pod-created', pod: 'old-d', revision: 1 }).note(50, {
    type: 'container-waiting',
    pod: 'old-d',
    container: 'app',
    reason: 'CreateContainerConfigError',
    message: 'app has runAsNonRoot and runAsUser 0, which is root',
    forMs: 1000,
  });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict).toMatchObject({
    fault: 'never-ready',
    cause: expect.stringContaining('CreateContainerConfigError: app has runAsNonRoot'),
    fix: expect.stringContaining('manifest'),
  });
});

test('where nobody was answered, nothing is said of answers', () => {
  const evidence = rehearsedRollout();
  evidence.requests.length = 0;
  evidence.request(500, undefined, { fate: 'refused' });
  const names = new Set(['start/ready-means-serving', 'start/load-answered']);
  const verdicts = judge(evidence.build()).filter(({ expectation }) => names.has(expectation));
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(['not-shown', 'not-shown']);
});

test('of a stack trace the error is told, and not its end', () => {
  const [pod, container] = ['old-d', 'app'];
  const evidence = rehearsedRollout().note(0, { type: 'pod-created', pod, revision: 1 });
  for (const [restartCount, at] of [50, 1050].entries())
    evidence
      .note(at, { type: 'container-started', pod, container, restartCount })
      .note(at + 60, { type: 'container-exited', pod, container, exitCode: 1, reason: 'Error' });
  for (const text of ['Error: no such port', '    at main.js:7:1', '', 'Node.js v24.21.0'])
    evidence.logs.push({ at: 1100, pod, container, restartCount: 1, stream: 'stderr', text, cut: false });
  const causes = judge(evidence.build()).flatMap(({ fault, cause }) =>
    fault === 'crash-loop' ? [cause] : [],
  );
  expect(causes).toEqual(['it wrote: Error: no such port']);
});

test('a pod that becomes ready once the others are taken away was never ready', () => {
  const pod = 'old-d';
  const evidence = rehearsedRollout()
    .note(0, { type: 'pod-created', pod, revision: 1 })
    .note(95_000, { type: 'pod-deleted', pod, graceSeconds: 30 })
    .note(96_000, { type: 'pod-ready', pod, ready: true });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict?.fault).toBe('never-ready');
});

test('a Job that ends at once is no pod of the workload that ended or never became ready', () => {
  const [pod, container] = ['migrate-1', 'app'];
  const evidence = rehearsedRollout()
    .note(100, { type: 'pod-created', pod, revision: 0 })
    .note(200, { type: 'container-started', pod, container, restartCount: 0 })
    .note(300, { type: 'container-exited', pod, container, exitCode: 0, reason: 'Completed' });
  const verdicts = judge(evidence.build());
  expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(verdicts.find(({ expectation }) => expectation === 'start/becomes-ready')).toMatchObject({
    outcome: 'pass',
    what: expect.stringContaining('3 pods'),
  });
});
