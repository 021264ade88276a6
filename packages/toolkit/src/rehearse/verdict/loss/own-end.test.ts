import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import type { RequestRecord } from '../../requests.ts';
import { judge } from '../index.ts';

/** When new-a is told to have ended by itself; it has served since 10 s. */
const EXIT = 20_000;

function faultsOf(msBefore: number, facts: Partial<RequestRecord>): readonly (string | undefined)[] {
  const exit = { pod: 'new-a', container: 'app', exitCode: 1, reason: 'Error' } as const;
  const evidence = rehearsedRollout().note(EXIT, { type: 'container-exited', ...exit });
  const sentAt = EXIT - msBefore;
  for (let n = 0; n < 5; n++) evidence.request(sentAt, 'new-a', { endedAt: sentAt + 1, ...facts });
  return judge(evidence.build()).flatMap(({ outcome, fault, expectation }) =>
    outcome === 'fail' && expectation !== 'start/no-crash' ? [fault] : [],
  );
}

test.each<[string, number, Partial<RequestRecord>, string]>([
  ['is reset', 400, { fate: 'reset' }, 'crashed'],
  ['is closed', 900, { fate: 'closed' }, 'crashed'],
  ['is refused, by a port that was listened on', 400, { fate: 'refused' }, 'crashed'],
  ['is reset long before', 1500, { fate: 'reset' }, 'unexplained'],
  ['is answered by an error', 400, { fate: 'status', status: 500 }, 'server-errors'],
])(
  'of a program that ends by itself, whose end a busy machine tells late: what %s',
  (_, ms, facts, fault) => {
    expect(faultsOf(ms, facts)).toEqual([fault]);
  },
);

test('what is lost before a program is ended on purpose is not lost to that', () => {
  const struck = { type: 'measured', scenario: 'kill', what: 'struck', value: true, pod: 'new-a' } as const;
  const evidence = rehearsedRollout().note(EXIT - 10, struck);
  const exit = { pod: 'new-a', container: 'app', exitCode: 137, reason: 'Error' } as const;
  evidence.note(EXIT, { type: 'container-exited', ...exit });
  for (let n = 0; n < 5; n++) evidence.request(EXIT - 400, 'new-a', { endedAt: EXIT - 399, fate: 'reset' });
  const faults = judge(evidence.build()).flatMap(({ fault }) => fault ?? []);
  expect(faults).toContain('unexplained');
});

test.each([
  ['in a run before', 12_000],
  ['in a run after', 40_000],
])('a program that ends by itself has done so, though one was ended on purpose %s', (_, at) => {
  const pod = { pod: 'new-a', container: 'app' };
  const exit = { type: 'container-exited', ...pod, reason: 'Error' } as const;
  const evidence = rehearsedRollout()
    .note(at, { type: 'measured', scenario: 'kill', what: 'struck', value: true, pod: 'new-a' })
    .note(12_010, { ...exit, exitCode: 137 })
    .started('new-a', 13_000, 1)
    .note(EXIT, { ...exit, exitCode: 1 });
  for (let n = 0; n < 5; n++) evidence.request(EXIT + 10 + n, 'new-a', { fate: 'refused' });
  const faults = judge(evidence.build()).flatMap(({ expectation, fault }) =>
    expectation === 'rollout/no-request-lost' ? [fault] : [],
  );
  expect(faults).toEqual(['crashed']);
});
