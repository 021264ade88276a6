import { expect, test } from 'vitest';
import type { LogLine } from '../../evidence.ts';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout, which exits 300 ms later by 143. */
const STOP = 11_100;

test.each<[string, Partial<LogLine>, string]>([
  ['of its end', {}, 'listener-closed-early'],
  ['before it exits, though it is read later', { at: STOP + 700 }, 'listener-closed-early'],
  ['before the signal', { at: STOP - 10 }, 'exits-at-signal'],
  ['long after', { at: STOP + 900 }, 'exits-at-signal'],
  ['in another container', { container: 'agent' }, 'exits-at-signal'],
  ['in another run', { restartCount: 1 }, 'exits-at-signal'],
  ['of something else', { text: 'GET / 200' }, 'exits-at-signal'],
])('a program that ends by the signal, and whose log speaks %s', (_, line, fault) => {
  const evidence = rehearsedRollout({ closesMs: 40, exitsMs: 300, exitCode: 143 });
  const facts = { pod: 'old-a', container: 'app', restartCount: 0, stream: 'stdout', cut: false } as const;
  evidence.logs.push({ ...facts, at: STOP + 20, text: 'shutting down', ...line });
  for (let n = 0; n < 9; n++) evidence.request(STOP + 60 + n * 20, 'old-a', { fate: 'refused' });
  const faults = judge(evidence.build()).flatMap(({ expectation, fault }) =>
    expectation === 'rollout/no-request-lost' ? [fault] : [],
  );
  expect(faults).toEqual([fault]);
});
