/** What a Go program is told of its memory. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const limited = (variable: string, language: 'go' | 'node' = 'go') =>
  check(
    { ...plain, language },
    workload(['resources: {limits: {memory: 200Mi, cpu: 1500m}}', `env: [{${variable}}]`]),
  ).findings;

test.each([
  ['180Mi', '180MiB'],
  ['0.5Gi', '512MiB'],
  ['180MB', 'a number of MiB, such as 115MiB'],
  ['90%', 'a number of MiB, such as 115MiB'],
])('Go does not start with GOMEMLIMIT=%s', (value, fix) => {
  expect(limited(`name: GOMEMLIMIT, value: "${value}"`)).toMatchObject([
    {
      rule: 'resources/memory-setting',
      message: expect.stringMatching(/^GOMEMLIMIT is ".*", which Go does not read/),
      fix: `Set it to ${fix}.`,
    },
  ]);
  expect(limited(`name: GOMEMLIMIT, value: "${value}"`, 'node')).toEqual([]);
});

test.each(['180MiB', '188743680', '188743680B', 'off', ''])('Go takes GOMEMLIMIT=%s', (value) => {
  expect(limited(`name: GOMEMLIMIT, value: "${value}"`)).toEqual([]);
});

const fromLimit = (name: string, field: string) =>
  limited(`name: ${name}, valueFrom: {resourceFieldRef: {${field}}}`);

test('the whole limit is too much, though the pod itself tells it', () => {
  expect(fromLimit('GOMEMLIMIT', 'resource: limits.memory')).toMatchObject([
    { rule: 'resources/memory-setting', message: expect.stringContaining('GOMEMLIMIT=209715200 is 100 %') },
  ]);
});

test('what the pod tells of its resources is divided, rounded up, and of the named container', () => {
  expect(fromLimit('GOMEMLIMIT', 'resource: limits.memory, divisor: "2"')).toEqual([]);
  expect(fromLimit('GOMEMLIMIT', 'resource: limits.memory, containerName: proxy')).toEqual([]);
  expect(fromLimit('GOMEMLIMIT', 'resource: requests.memory')).toEqual([]);
  expect(fromLimit('GOMAXPROCS', 'resource: limits.cpu')).toEqual([]);
  expect(fromLimit('GOMAXPROCS', 'resource: limits.cpu, divisor: 1m')).toMatchObject([
    { rule: 'resources/gomaxprocs' },
  ]);
});

test('a limit of the whole pod holds for a container that states none', () => {
  const text = workload(
    ['env: [{name: GOMEMLIMIT, value: 250MiB}, {name: GOMAXPROCS, value: "4"}]'],
    ['resources: {limits: {memory: 200Mi, cpu: 1500m}}'],
  );
  expect(check({ ...plain, language: 'go' }, text).findings).toMatchObject([
    {
      rule: 'resources/memory-setting',
      message: expect.stringContaining('125 % of the memory limit of 200Mi'),
      fix: 'Set it to 180MiB.',
    },
    { rule: 'resources/gomaxprocs' },
  ]);
});
