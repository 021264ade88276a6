import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../requests.ts';
import { EvidenceBuilder, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** A rehearsed rollout whose requests came to other ends; `change` says of each to which. */
function rolloutOf(change: (request: RequestRecord) => Partial<RequestRecord>): EvidenceBuilder {
  const evidence = rehearsedRollout();
  for (const [index, request] of evidence.requests.entries())
    evidence.requests[index] = { ...request, ...change(request) };
  return evidence;
}

function verdictsOf(evidence: EvidenceBuilder) {
  const all = judge(evidence.build());
  const of = (name: string) => all.find(({ expectation }) => expectation === name);
  return {
    failures: all.filter(({ outcome }) => outcome === 'fail'),
    answered: of('start/load-answered'),
    lost: of('rollout/no-request-lost'),
    serving: of('start/ready-means-serving'),
  };
}

const everyTenth = ({ id }: RequestRecord) => id % 10 === 0;

test.each([404, 401, 400])(
  'a load that is answered %d alone shows nothing, and is told what it lacks',
  (status) => {
    const { failures, answered, lost } = verdictsOf(rolloutOf(() => ({ status })));
    expect(failures).toEqual([]);
    expect(answered).toMatchObject({
      outcome: 'not-shown',
      what: expect.stringContaining(`GET / (2,300 × ${status})`),
      fix: expect.stringContaining('name in `load.steps` what the program serves'),
    });
    expect(lost).toMatchObject({
      outcome: 'not-shown',
      what: expect.stringContaining('0 of them were served'),
    });
  },
);

test('such a load may have gone to the wrong one of several ports', () => {
  const evidence = rolloutOf(() => ({ status: 404 }));
  const servicePorts = { asked: 'admin (9090)', others: ['web (80)'] };
  evidence.workload = { ...evidence.workload, servicePorts };
  expect(verdictsOf(evidence).answered?.fix).toContain(
    '`load.port`: the load goes to admin (9090) of the Service, which has web (80) too',
  );
});

test('what is lost by such a load is lost all the same', () => {
  const evidence = rolloutOf(() => ({ status: 404 }));
  evidence.request(11_600, 'old-a', { fate: 'refused' });
  expect(verdictsOf(evidence).lost?.fault).toBe('listener-closed-early');
});

test('some answers of 404, and a step that is meant to be refused, take nothing from the others', () => {
  const few = verdictsOf(rolloutOf((request) => (everyTenth(request) ? { status: 404 } : {})));
  expect([few.answered?.outcome, few.lost?.outcome]).toEqual(['pass', 'pass']);
  const step = verdictsOf(
    rolloutOf((request) => (everyTenth(request) ? { status: 401, action: 'POST /session' } : {})),
  );
  expect(step.answered).toMatchObject({
    outcome: 'pass',
    what: '2,070 requests served, besides POST /session (230 × 401), and no error by the program itself.',
  });
  expect(step.lost?.outcome).toBe('pass');
});

test('a program that lets through but a few is met by too much load', () => {
  const { answered, lost } = verdictsOf(rolloutOf((request) => (everyTenth(request) ? {} : { status: 429 })));
  expect(answered).toMatchObject({
    outcome: 'not-shown',
    fix: expect.stringContaining('load.requestsPerSecond'),
  });
  expect(lost?.outcome).toBe('not-shown');
});

test('of a step that is refused half of a load is left, and of 503 for most of it too little', () => {
  const half = verdictsOf(rolloutOf(({ id }) => (id % 2 === 0 ? { status: 404, action: 'GET /a' } : {})));
  expect([half.answered?.outcome, half.lost?.outcome]).toEqual(['pass', 'pass']);
  const shed = { fate: 'status', status: 503, retryAfter: true } as const;
  const most = verdictsOf(rolloutOf(({ id }) => (id % 3 === 0 ? {} : shed)));
  expect(most.failures).toEqual([]);
  expect([most.answered?.outcome, most.lost?.outcome]).toEqual(['pass', 'not-shown']);
});

test('a load that is shed as a whole shows nothing', () => {
  const shed = { fate: 'status', status: 503, retryAfter: true } as const;
  const { failures, answered, lost } = verdictsOf(rolloutOf(() => shed));
  expect(failures).toEqual([]);
  expect([answered?.outcome, lost?.outcome]).toEqual(['not-shown', 'not-shown']);
});

test('errors while a dependency is out do not speak against the load', () => {
  const evidence = rolloutOf(({ sentAt }) =>
    sentAt > 2000 && sentAt < 26_000 ? { fate: 'status', status: 500 } : {},
  )
    .note(2000, { type: 'dependency', name: 'db', state: 'cut' })
    .note(26_000, { type: 'dependency', name: 'db', state: 'up' });
  expect(verdictsOf(evidence).answered).toMatchObject({ outcome: 'pass' });
});

test('redirects are served, and a load that gets nothing else is told so', () => {
  const { answered, lost } = verdictsOf(rolloutOf(() => ({ status: 301 })));
  expect(answered).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('GET / (2,300 × 301)'),
    fix: expect.stringContaining('X-Forwarded-Proto'),
  });
  expect(lost?.outcome).toBe('pass');
  const unchanged = verdictsOf(rolloutOf(() => ({ status: 304 })));
  expect(unchanged.answered?.outcome).toBe('pass');
});

test.each(['websocket', 'sse'] as const)('a step of kind %s that opened no stream is told', (kind) => {
  const { answered } = verdictsOf(
    rolloutOf((request) =>
      everyTenth(request) ? { kind, action: 'GET /chat', fate: 'unopened', status: 200 } : {},
    ),
  );
  expect(answered).toMatchObject({
    outcome: 'not-shown',
    what: `No stream was opened by ${kind} GET /chat (230 × 200).`,
  });
});

test.each([
  ['refused', /^nobody listens on port 8080/],
  ['timeout', /no answer came there within `load.timeoutSeconds`/],
  ['closed', /may speak TLS, HTTP\/2/],
] as const)('where every request is %s, that is one fault, and not one of each scenario', (fate, cause) => {
  const { failures, lost, serving } = verdictsOf(rolloutOf(() => ({ fate, status: 0 })));
  expect(failures).toMatchObject([
    { expectation: 'start/load-answered', fault: 'load-unanswered', cause: expect.stringMatching(cause) },
  ]);
  expect([lost?.outcome, serving?.outcome]).toEqual(['not-shown', 'not-shown']);
});

test('where it was asked by HTTP/2 alone, HTTP/1.1 is what it may speak', () => {
  const { answered } = verdictsOf(rolloutOf(() => ({ kind: 'h2c', fate: 'closed', status: 0 })));
  expect(answered).toMatchObject({
    cause: expect.stringMatching(/no request by HTTP\/2 .* may speak HTTP\/1\.1 alone/),
    fix: expect.stringMatching(/appProtocol.*`kind: http1`/),
  });
});

test('…and none of the load where no program ran', () => {
  const evidence = new EvidenceBuilder().scenario('start', 0, 30_000);
  evidence.note(0, { type: 'pod-created', pod: 'old-a', revision: 1 });
  for (let at = 0; at < 1000; at += 10) evidence.request(at, undefined, { fate: 'refused' });
  const { failures, answered } = verdictsOf(evidence);
  expect(answered).toMatchObject({ outcome: 'not-shown', what: 'No request was answered.' });
  expect(failures).toMatchObject([{ fault: 'never-ready' }]);
});

test.each([
  [8080, /^the program listens on port 8080 at localhost alone/, /0\.0\.0\.0/],
  [3000, /^nobody listens on port 8080/, /targetPort/],
])('of pods that listen on port %d at localhost alone: %s', (port, cause, fix) => {
  const evidence = rolloutOf(() => ({ fate: 'refused', status: 0 }));
  evidence.note(200, { type: 'loopback-port', pod: 'old-a', port });
  expect(verdictsOf(evidence).answered).toMatchObject({
    fault: 'load-unanswered',
    cause: expect.stringMatching(cause),
    fix: expect.stringMatching(fix),
  });
});

test('of fewer than 50 requests nothing is said', () => {
  const evidence = rehearsedRollout();
  evidence.requests.length = 49;
  const { answered, serving } = verdictsOf(evidence);
  expect([answered?.outcome, serving?.outcome]).toEqual(['not-shown', 'not-shown']);
});

test('what is lost in calm times is told there, and not held against what happens later', () => {
  const timeout = ({ sentAt }: RequestRecord) =>
    ({ fate: 'timeout', status: 0, endedAt: sentAt + 10 }) as const;
  const slow = (request: RequestRecord, from: number) =>
    everyTenth(request) && request.sentAt > from && (request.sentAt < 9000 || request.sentAt > 25_000)
      ? { action: 'GET /slow', ...timeout(request) }
      : {};
  const both = verdictsOf(rolloutOf((request) => slow(request, 0)));
  expect(both.failures).toMatchObject([{ expectation: 'start/load-answered', fault: 'no-answer-in-time' }]);
  expect(both.lost).toMatchObject({
    outcome: 'pass',
    what: expect.stringContaining('49 without an answer in time, as in calm times'),
  });
  const later = verdictsOf(rolloutOf((request) => slow(request, 20_000)));
  expect(later.failures).toMatchObject([
    { expectation: 'rollout/no-request-lost', fault: 'no-answer-in-time' },
  ]);
});

test('errors of the program are told, whatever scenarios were run', () => {
  const evidence = rolloutOf((request) =>
    request.sentAt > 20_000 && everyTenth(request) ? { fate: 'status', status: 500 } : {},
  );
  evidence.scenarios.shift();
  expect(verdictsOf(evidence).failures).toMatchObject([
    { expectation: 'start/load-answered', fault: 'server-errors' },
  ]);
});
