import { expect, test } from 'vitest';
import type { Workload } from '../workload.ts';
import { workloadFacts } from './workload-facts.ts';

test('a container without limits has those of its pod as a whole', () => {
  const containers = [
    { name: 'app' },
    { name: 'proxy', resources: { limits: { cpu: '100m', memory: '32Mi' } } },
  ];
  const resources = { limits: { cpu: '500m', memory: '64Mi' } };
  const template = { labels: {}, annotations: {}, spec: { containers, resources } };
  const none = { services: [], objects: [], dependencies: [], unsupported: [] };
  const workload = { kind: 'Deployment', replicas: 1, spec: {}, template, ...none } as unknown as Workload;
  expect(workloadFacts(workload, {}).containers).toMatchObject([
    { memoryLimitBytes: 64 * 2 ** 20, cpuLimitMilli: 500 },
    { memoryLimitBytes: 32 * 2 ** 20, cpuLimitMilli: 100 },
  ]);
});
