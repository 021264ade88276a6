import { expect, test } from 'vitest';
import type { Workload } from '../workload.ts';
import { workloadFacts } from './workload-facts.ts';

const none = { services: [], objects: [], dependencies: [], unsupported: [] };

test('a container without limits has those of its pod as a whole', () => {
  const containers = [
    { name: 'app' },
    { name: 'proxy', resources: { limits: { cpu: '100m', memory: '32Mi' } } },
  ];
  const resources = { limits: { cpu: '500m', memory: '64Mi' } };
  const template = { labels: {}, annotations: {}, spec: { containers, resources } };
  const workload = { kind: 'Deployment', replicas: 1, spec: {}, template, ...none } as unknown as Workload;
  expect(workloadFacts(workload, {}).containers).toMatchObject([
    { memoryLimitBytes: 64 * 2 ** 20, cpuLimitMilli: 500 },
    { memoryLimitBytes: 32 * 2 ** 20, cpuLimitMilli: 100 },
  ]);
});

test('what is left out for one reason stands together', () => {
  const template = { labels: {}, annotations: {}, spec: { containers: [] } };
  const unsupported = ['a', 'b', 'c'].map((file) => {
    return { kind: 'unsupported', path: 'kind', message: 'not read', position: { file, line: 1, column: 1 } };
  });
  const workload = { kind: 'Deployment', replicas: 1, spec: {}, template, ...none, unsupported };
  expect(workloadFacts(workload as unknown as Workload, {}).unsupported).toEqual([
    ['a:1:1: kind: not read', 'b:1:1: kind: not read', 'c:1:1: kind: not read'],
  ]);
});
