import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

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

test('throttling is looked for in every main container with a limit', () => {
  const evidence = rehearsedRollout();
  const containers = [
    containerFacts({ cpuLimitMilli: 100 }),
    containerFacts({ name: 'front', cpuLimitMilli: 500 }),
  ];
  evidence.workload = { ...evidence.workload, containers };
  for (let at = 12_000; at < 50_000; at += 500)
    for (const [container, part] of [
      ['app', 0.01],
      ['front', 0.3],
    ] as const)
      evidence.usage.push({ at, pod: 'new-a', container, memoryBytes: 0, cpuMs: at, throttledMs: at * part });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/not-throttled');
  expect(verdict).toMatchObject({
    what: expect.stringContaining('30 %'),
    cause: expect.stringMatching(/^the CPU limit of 500m is/),
  });
});
