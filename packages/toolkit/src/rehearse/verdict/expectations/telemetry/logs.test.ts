import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

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

test('pieces of a line that is too long to be held are neither lines without JSON nor ends within a line', () => {
  const evidence = rehearsedLogs();
  evidence.logs.push(
    { ...line('old-a', 2000, '{"msg":"xxx'), part: true },
    { ...line('old-a', 2000, 'xxx"}'), part: true },
    line('old-a', 2001, '{"msg":"next"}'),
  );
  const verdicts = judge(evidence.build()).filter(({ scenario }) => scenario === 'logs');
  expect(verdicts).toMatchObject([
    { outcome: 'pass', what: '1 line, all of them JSON.' },
    { outcome: 'pass' },
  ]);
});

test.each([
  [
    'what Node says of its debugger counts on standard output',
    'app',
    ['Debugger attached.'],
    'stdout',
    'fail',
  ],
  ['and not on standard error', 'app', ['Debugger attached.', '{"msg":"x"}'], 'stderr', 'pass'],
  [
    'of standard error alone most lines are enough',
    'app',
    ['{"a":1}', '{"b":2}', 'warning'],
    'stderr',
    'pass',
  ],
  ['and half of them', 'app', ['{"a":1}', 'warning'], 'stderr', 'pass'],
  ['but no fewer', 'app', ['{"a":1}', 'warning', 'warning'], 'stderr', 'fail'],
  ['a sidecar may say what it will', 'proxy', ['ready'], 'stdout', 'not-shown'],
] as const)('%s', (_, container, texts, stream, outcome) => {
  const evidence = rehearsedLogs();
  const containers = [containerFacts(), containerFacts({ name: 'proxy', role: 'sidecar' })];
  evidence.workload = { ...evidence.workload, containers };
  for (const text of texts) evidence.logs.push({ ...line('new-a', 20_000, text), container, stream });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'logs/every-line-parses');
  expect(verdict?.outcome).toBe(outcome);
});

test.each([
  ['a last line without its end that is whole', {}, '{"msg":"bye"}', 'pass'],
  ['one that is not', {}, '{"msg":"by', 'fail'],
  ['one that SIGKILL cut', { closesMs: 0, exitsMs: 30_000, exitCode: 137 }, '{"msg":"by', 'not-shown'],
] as const)('%s: %s', (_, ends, text, outcome) => {
  const evidence = rehearsedRollout(ends).scenario('logs', 60_000, 90_000);
  evidence.logs.push({ ...line('old-a', STOP + 6000, text), cut: true });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'logs/none-lost-at-exit');
  expect(verdict?.outcome).toBe(outcome);
});

test.each([
  ['old-a', STOP + 5000, 'not-shown'],
  ['old-b', STOP + 5000, 'fail'],
  ['old-a', STOP - 5000, 'fail'],
  ['old-a', STOP + 8000, 'fail'],
] as const)('a line that is cut where a scenario struck %s at %d: %s', (pod, at, outcome) => {
  const evidence = rehearsedRollout().scenario('logs', 60_000, 90_000);
  // Of the others nothing is seen.
  const isOfOther = (event: object) => 'pod' in event && event.pod !== 'old-a';
  evidence.events.splice(0, Infinity, ...evidence.events.filter((event) => !isOfOther(event)));
  evidence.note(at, { type: 'measured', scenario: 'kill', what: 'struck', pod, value: 'SIGKILL' });
  evidence.logs.push({ ...line('old-a', STOP + 6000, '{"msg":"by'), cut: true });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'logs/none-lost-at-exit');
  expect(verdict?.outcome).toBe(outcome);
});

test('a line that is read a moment before its answer is the line of that answer', () => {
  const evidence = rehearsedLogs();
  for (let n = 0; n < 3; n++) evidence.request(STOP + 1000 + n, 'old-a');
  for (const { pod = '', endedAt } of evidence.requests)
    evidence.logs.push(line(pod, endedAt - 40, '{"msg":"one"}'));
  expect(judge(evidence.build()).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
});

test('of more lines than are kept the first are judged, and no end without a line after them', () => {
  const evidence = rehearsedLogs();
  evidence.droppedLines = 7;
  for (const request of evidence.requests)
    if (request.sentAt < 18_000)
      evidence.logs.push(line(request.pod ?? '', request.endedAt, '{"msg":"one"}'));
  evidence.logs.sort((a, b) => a.at - b.at);
  const verdicts = judge(evidence.build()).filter(({ scenario }) => scenario === 'logs');
  expect(verdicts).toMatchObject([
    { outcome: 'pass', what: expect.stringMatching(/all of them JSON; 7 more were too many to be kept\.$/) },
    { outcome: 'not-shown', what: expect.stringContaining('7 more') },
  ]);
});

test('the last words of a runtime that a scenario struck are no lines of requests, and no lines without JSON', () => {
  const evidence = rehearsedLogs();
  const struckAt = 40_000;
  evidence.note(struckAt, {
    type: 'measured',
    scenario: 'crash',
    what: 'struck',
    pod: 'new-a',
    value: 'SIGSEGV',
  });
  evidence.note(struckAt + 20, {
    type: 'container-exited',
    pod: 'new-a',
    container: 'app',
    exitCode: 2,
    reason: 'Error',
  });
  for (const pod of ['old-a', 'new-a']) evidence.logs.push(line(pod, 900, '{"msg":"listening"}'));
  // As many lines as there were answers.
  const answers = evidence.requests.filter(({ pod }) => pod === 'new-a').length;
  for (let n = 0; n < answers; n++)
    evidence.logs.push(line('new-a', struckAt + 10, `goroutine ${n} [IO wait]:`));
  const verdicts = judge(evidence.build()).filter(({ scenario }) => scenario === 'logs');
  expect(verdicts).toMatchObject([{ outcome: 'pass' }, { outcome: 'pass' }]);
});

function rehearsedLogs() {
  return rehearsedRollout().scenario('logs', 60_000, 90_000);
}

function line(pod: string, at: number, text: string) {
  return { at, pod, container: 'app', restartCount: 0, stream: 'stdout', text, cut: false } as const;
}

test('where a sidecar alone writes, no main container does', () => {
  const evidence = rehearsedRollout().scenario('logs', 60_000, 61_000);
  const sidecar = containerFacts({ name: 'agent', role: 'sidecar' });
  evidence.workload = { ...evidence.workload, containers: [containerFacts(), sidecar] };
  evidence.logs.push({
    at: 20_000,
    pod: 'new-a',
    container: 'agent',
    restartCount: 0,
    stream: 'stdout',
    text: 'up',
    cut: false,
  });
  const said = judge(evidence.build()).filter(({ expectation }) => expectation.startsWith('logs/'));
  expect(said.map(({ what }) => what)).toContain('No main container wrote a line.');
});
