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

function refusedAfterClosing(routedMs = 1400): EvidenceBuilder {
  const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 3000, routedMs });
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
    'an end by code 143 that the program told of, with no request under way',
    'listener-closed-early',
    () => {
      const evidence = rehearsedRollout({ closesMs: 40, exitsMs: 300, exitCode: 143 });
      const facts = { container: 'app', restartCount: 0, stream: 'stdout', cut: false } as const;
      evidence.logs.push({ ...facts, at: STOP + 20, pod: 'old-a', text: 'Commencing graceful shutdown' });
      times(9, (n) => evidence.request(STOP + 60 + n * 20, 'old-a', { fate: 'refused' }));
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
    'a refusal by a pod that no proxy takes for ready any more, while others are',
    'surge-downtime',
    () => {
      const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 3000 });
      times(3, (n) => evidence.request(STOP + 1600 + n, 'old-a', { fate: 'refused' }));
      return evidence;
    },
  ],
  [
    'a request that nobody answers, to a pod that has gone',
    'listener-closed-early',
    () => {
      const evidence = rehearsedRollout({ routedMs: 8000 });
      times(3, (n) =>
        evidence.request(STOP + 7100 + n, 'old-a', { fate: 'timeout', endedAt: STOP + 17_000 + n }),
      );
      return evidence;
    },
  ],
  [
    'a new connection that is reset as the listener closes',
    'listener-closed-early',
    () => {
      const evidence = rehearsedRollout({ closesMs: 600 });
      times(3, (n) => evidence.request(STOP + 500 + n, 'old-a', { fate: 'reset', fresh: true }));
      return evidence;
    },
  ],
  [
    'a new connection that is reset long before the listener closes',
    'rejects-while-draining',
    () => {
      const evidence = rehearsedRollout();
      times(3, (n) => evidence.request(STOP + 500 + n, 'old-a', { fate: 'reset', fresh: true }));
      return evidence;
    },
  ],
  [
    'an answer of 500 before the signal, of a pod that is deleted already',
    'server-errors',
    () => {
      const evidence = rehearsedRollout();
      times(3, (n) => evidence.request(STOP - 60 + n, 'old-a', { fate: 'status', status: 500 }));
      return evidence;
    },
  ],
  [
    'an action that is always answered by an error, during the drain too',
    'server-errors',
    () => {
      const evidence = rehearsedRollout();
      const facts = { action: 'GET /feature', fate: 'status', status: 501 } as const;
      times(9, (n) => evidence.request(5000 + n * 100, 'old-b', facts));
      times(3, (n) => evidence.request(STOP + 500 + n, 'old-a', facts));
      return evidence;
    },
  ],
  [
    'an action that sometimes fails, and always during the drain',
    'rejects-while-draining',
    () => {
      const evidence = rehearsedRollout();
      times(9, (n) => evidence.request(5000 + n * 100, 'old-b', { action: 'GET /feature' }));
      times(9, (n) =>
        evidence.request(STOP + 500 + n, 'old-a', { action: 'GET /feature', fate: 'status', status: 503 }),
      );
      return evidence;
    },
  ],
  [
    'an action that never answers in time, of a program that waits for it',
    'no-answer-in-time',
    () => {
      const evidence = rehearsedRollout({ closesMs: 5000, exitsMs: 12_000 });
      const facts = { action: 'GET /slow', fate: 'timeout' } as const;
      times(9, (n) => evidence.request(500 + n * 10, 'old-b', { ...facts, endedAt: 9500 + n * 10 }));
      times(3, (n) => evidence.request(STOP - 500 + n, 'old-a', { ...facts, endedAt: STOP + 9000 + n }));
      return evidence;
    },
  ],
  [
    'a request that gets no answer of a program that was told to end and hangs until SIGKILL',
    'signal-ignored',
    () => {
      const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 30_000, exitCode: 137 });
      times(3, (n) =>
        evidence.request(STOP + 500 + n, 'old-a', { fate: 'timeout', endedAt: STOP + 10_500 + n }),
      );
      return evidence;
    },
  ],
  [
    'an end by an exit code at the signal, with no request under way',
    'exits-at-signal',
    () => {
      const evidence = rehearsedRollout({ closesMs: 99, exitsMs: 20, exitCode: 2 });
      times(9, (n) => evidence.request(STOP + 30 + n * 50, 'old-a', { fate: 'refused' }));
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

test('what is shed before the signal is shed, though the pod is deleted already', () => {
  const evidence = rehearsedRollout();
  times(3, (n) =>
    evidence.request(STOP - 60 + n, 'old-a', { fate: 'status', status: 503, retryAfter: true }),
  );
  expect(judge(evidence.build()).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
});

test('a pod that was restarted once is not ending from then on: what it sheds or answers in an outage is excused', () => {
  const [pod, container] = ['old-a', 'app'];
  const evidence = rehearsedRollout()
    .note(
      2000,
      { type: 'container-killed', pod, container, reason: 'liveness', graceSeconds: 30 },
      { type: 'signal', pod, container, signal: 'SIGTERM' },
    )
    .note(2100, { type: 'container-exited', pod, container, exitCode: 0, reason: 'Completed' })
    .started(pod, 2200, 1)
    .note(8000, { type: 'dependency', name: 'db', state: 'cut' })
    .note(9000, { type: 'dependency', name: 'db', state: 'up' });
  times(9, (n) => evidence.request(8100 + n * 50, pod, { fate: 'status', status: 500 }));
  expect(judge(evidence.build()).flatMap(({ fault }) => (fault === 'server-errors' ? [fault] : []))).toEqual(
    [],
  );
});

test('a step that never answers in time is not lost to SIGKILL either', () => {
  const evidence = rehearsedRollout({ closesMs: 5000, exitsMs: 30_000, exitCode: 137 });
  const facts = { action: 'GET /slow', fate: 'timeout' } as const;
  times(9, (n) => evidence.request(500 + n * 10, 'old-b', { ...facts, endedAt: 9500 + n * 10 }));
  times(3, (n) => evidence.request(STOP - 500 + n, 'old-a', { ...facts, endedAt: STOP + 9000 + n }));
  const lost = judge(evidence.build()).filter(
    ({ expectation, outcome }) => outcome === 'fail' && expectation.endsWith('no-request-lost'),
  );
  expect(lost).toEqual([]);
});

test('how long requests waited for the address of a pod that was gone is told beside the time that it was routed to', () => {
  const evidence = refusedAfterClosing(4000);
  times(3, (n) =>
    evidence.request(STOP + 3100 + n, 'old-a', { fate: 'timeout', endedAt: STOP + 13_100 + n }),
  );
  const causes = judge(evidence.build()).map(({ cause = '' }) => cause);
  expect(causes).toContainEqual(
    expect.stringContaining(
      '12 requests lost (9 refused, 3 timeout); 3 of them waited up to 10.0 s for the address of a pod that was gone',
    ),
  );
});
