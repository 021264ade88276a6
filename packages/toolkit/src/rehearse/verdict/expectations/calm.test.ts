import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** The verdict where so many probes of new-a, from a moment on, were not answered within their second. */
function verdictOf(count: number, from: number, tookMs = 5) {
  const evidence = rehearsedRollout();
  for (const request of evidence.requests) Object.assign(request, { sentAt: request.endedAt - tookMs });
  for (let n = 0; n < count; n++)
    evidence.note(from + n * 2000, {
      type: 'probe',
      pod: 'new-a',
      container: 'app',
      probe: 'readiness',
      outcome: 'failure',
      message: 'Error: no answer within 1 s',
      startedAt: from + n * 2000 - 1000,
    });
  return judge(evidence.build()).find(({ expectation }) => expectation === 'start/probes-in-time');
}

test('three probes that time out while the pod answers requests are impatient, and two are chance', () => {
  expect(verdictOf(3, 20_000)?.fault).toBe('probe-timeout-too-short');
  expect(verdictOf(2, 20_000)?.outcome).toBe('pass');
});

test('probes that wait as long as requests are those of a program that is behind its load', () => {
  expect(verdictOf(3, 20_000, 1200)).toMatchObject({
    cause: expect.stringMatching(
      / took 1\.2 s and more: the program is behind the load of 100 requests a second$/,
    ),
    fix: expect.stringContaining('--rate'),
  });
  expect(verdictOf(3, 20_000, 900)?.fix).toMatch(/^raise timeoutSeconds/);
});

test('probes that time out while the pod answers nobody are not', () => {
  expect(verdictOf(3, 40_000)?.outcome).toBe('pass');
});

test('throttling is added up over the starts of a container', () => {
  const evidence = rehearsedRollout();
  evidence.workload = { ...evidence.workload, containers: [containerFacts({ cpuLimitMilli: 250 })] };
  for (let at = 12_000; at < 50_000; at += 500) {
    const throttledMs = (at < 30_000 ? at : at - 30_000) / 5;
    evidence.usage.push({ at, pod: 'new-a', container: 'app', memoryBytes: 0, cpuMs: at, throttledMs });
  }
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/not-throttled');
  expect(verdict).toMatchObject({
    fault: 'throttled',
    what: expect.stringContaining('20 %'),
    cause: expect.stringMatching(/^the CPU limit of 250m is/),
  });
});

test.each([
  ['served already', 40_000, /cost one request, and not the program/],
  ['was never ready', 10_100, /run the same command .* by hand/],
])('what to do about the exit of a program that %s', (_, at, fix) => {
  const exit = { pod: 'new-a', container: 'app', exitCode: 1, reason: 'Error' } as const;
  const evidence = rehearsedRollout().note(at, { type: 'container-exited', ...exit });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/no-crash');
  expect(verdict?.fix).toMatch(fix);
});

test('what was lost to exits in calm times is told with them', () => {
  const exit = { pod: 'new-a', container: 'app', exitCode: 1, reason: 'Error' } as const;
  const evidence = rehearsedRollout().note(20_000, { type: 'container-exited', ...exit });
  for (let n = 0; n < 9; n++) evidence.request(20_010 + n, 'new-a', { fate: 'refused' });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/no-crash');
  expect(verdict?.what).toMatch(
    /exited by itself 1 time, first with code 1; 9 requests lost to such exits\.$/,
  );
});
