import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

test('a program that logs in batches has lost its last one, also where it says farewell', () => {
  const evidence = rehearsedLogs();
  for (const pod of ['old-a', 'new-a'])
    for (const request of evidence.requests.filter((each) => each.pod === pod)) {
      const { endedAt } = request;
      // Every line of one pod arrives with the last, and none of the other's.
      if (pod === 'new-a') evidence.logs.push(line(pod, 60_000, `{"msg":"answered at ${endedAt}"}`));
    }
  evidence.logs.push(line('old-a', 11_101, '{"msg":"draining"}'));
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'last-logs-lost', pod: 'old-a' }]);
});

test('a program that logs its start and its first requests only has lost nothing', () => {
  const evidence = rehearsedLogs();
  for (const pod of ['old-a', 'new-a']) {
    const own = evidence.requests.filter((each) => each.pod === pod);
    for (const { endedAt } of own.slice(0, own.length / 3))
      evidence.logs.push(line(pod, endedAt, '{"msg":"one"}'));
    const startedAt = own[0]?.sentAt ?? 0;
    for (let n = 0; n < 50; n++) evidence.logs.push(line(pod, startedAt - 1, '{"msg":"starting"}'));
  }
  expect(judge(evidence.build()).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
});

function rehearsedLogs() {
  return rehearsedRollout().scenario('logs', 60_000, 90_000);
}

function line(pod: string, at: number, text: string) {
  return { at, pod, container: 'app', restartCount: 0, stream: 'stdout', text, cut: false } as const;
}
