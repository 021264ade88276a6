import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout; old-b and old-c follow by 2 s each. */
const STOP = 11_100;

/** Each old pod says that it drains, accepts on, and is ended by SIGKILL with a request under way. */
function cutWhileDraining(): EvidenceBuilder {
  const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 30_000, exitCode: 137 });
  const facts = { container: 'app', restartCount: 0, stream: 'stdout', cut: false } as const;
  for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries())
    evidence.logs.push({ ...facts, at: STOP + 1 + index * 2000, pod, text: '{"msg":"draining"}' });
  evidence.request(STOP + 29_000, 'old-a', { fate: 'reset', endedAt: STOP + 30_001 });
  return evidence;
}

function refusedAfterClosing(): EvidenceBuilder {
  const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 3000 });
  times(9, (n) => evidence.request(STOP + 10 + n * 12, 'old-a', { fate: 'refused' }));
  return evidence;
}

test.each<[string, string, () => EvidenceBuilder]>([
  [
    'a port that the kernel closes with SIGKILL, of a program that says it drains',
    'grace-too-short',
    () => {
      const evidence = cutWhileDraining();
      for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries())
        evidence.note(STOP + index * 2000 + 30_000, { type: 'port', pod, port: 8080, listening: false });
      return evidence;
    },
  ],
  [
    'a port for probes that is closed at the signal',
    'grace-too-short',
    () => {
      const evidence = cutWhileDraining();
      for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries())
        evidence.note(STOP + index * 2000 + 10, { type: 'port', pod, port: 9090, listening: false });
      return evidence;
    },
  ],
  [
    'an exit 0 at the signal, with a request under way',
    'exits-at-signal',
    () => {
      const evidence = rehearsedRollout({ closesMs: 99, exitsMs: 20 });
      evidence.request(STOP - 1000, 'old-a', { fate: 'reset', endedAt: STOP + 20 });
      times(9, (n) => evidence.request(STOP + 30 + n * 50, 'old-a', { fate: 'refused' }));
      return evidence;
    },
  ],
  [
    'an end by the signal itself, with no request under way',
    'exits-at-signal',
    () => {
      const evidence = rehearsedRollout({ closesMs: 99, exitsMs: 20, exitCode: 143 });
      times(9, (n) => evidence.request(STOP + 30 + n * 50, 'old-a', { fate: 'refused' }));
      return evidence;
    },
  ],
  [
    'a listener that closes early while a dependency is out',
    'listener-closed-early',
    () =>
      refusedAfterClosing()
        .note(9000, { type: 'dependency', name: 'db', state: 'cut' })
        .note(40_000, { type: 'dependency', name: 'db', state: 'up' }),
  ],
  [
    'a request that nobody answers, to a pod that has gone',
    'listener-closed-early',
    () => {
      const evidence = rehearsedRollout();
      times(3, (n) =>
        evidence.request(STOP + 7100 + n, 'old-a', { fate: 'timeout', endedAt: STOP + 17_000 + n }),
      );
      return evidence;
    },
  ],
  [
    'a new connection that is reset before its answer',
    'listener-closed-early',
    () => {
      const evidence = rehearsedRollout();
      times(3, (n) => evidence.request(STOP + 500 + n, 'old-a', { fate: 'reset', fresh: true }));
      return evidence;
    },
  ],
  [
    'a WebSocket that is closed, however soon',
    'in-flight-cut',
    () => {
      const evidence = rehearsedRollout();
      evidence.request(STOP + 3000, 'old-a', { kind: 'websocket', fate: 'closed' });
      return evidence;
    },
  ],
  [
    'a 503 that does not say when to come again',
    'server-errors',
    () => {
      const evidence = rehearsedRollout();
      evidence.request(25_000, 'new-a', { fate: 'status', status: 503 });
      return evidence;
    },
  ],
  [
    'a refusal in the first seconds, of a route that no pod ever answers',
    'ready-too-early',
    () => {
      const evidence = rehearsedRollout();
      times(4, (n) => evidence.request(10_410 + n, 'new-a', { action: 'GET /broken', fate: 'refused' }));
      return evidence;
    },
  ],
])('%s: %s', (_, fault, build) => {
  const failures = judge(build().build()).filter(({ outcome }) => outcome === 'fail');
  expect(new Set(failures.map((failure) => failure.fault))).toEqual(new Set([fault]));
});

test('a stream that the server ends in good order is not lost', () => {
  const evidence = rehearsedRollout();
  evidence.request(25_000, 'new-a', { kind: 'sse', fate: 'ended' });
  expect(judge(evidence.build()).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
});

function times(count: number, work: (n: number) => void): void {
  for (let n = 0; n < count; n++) work(n);
}
