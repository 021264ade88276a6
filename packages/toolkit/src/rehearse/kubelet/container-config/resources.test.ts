import { expect, test } from 'vitest';
import type { Container, PodSpec } from '../../../model/index.ts';
import { somePod } from '../../testing/index.ts';
import { resolveSurroundings } from '../facts.ts';
import { containerConfig } from './container-config.ts';
import { podResources } from './resources.ts';

const node = {
  name: 'node',
  ip: '192.0.2.7',
  cpuMilli: 2000,
  memoryBytes: 10 * 2 ** 30,
  storageBytes: 2 ** 40,
};
const surroundings = resolveSurroundings({ node }, node.ip);

type Resources = NonNullable<Container['resources']>;

function resources(own: Resources, rest: Partial<PodSpec> = {}) {
  const container = { name: 'app', resources: own };
  const spec = { containers: [container], ...rest };
  const config = containerConfig(container, somePod({ spec }), surroundings, new Map());
  if ('refused' in config) throw new Error(config.message);
  return config.resources;
}

test('§8 requests default to limits, and decide on the share of the CPU', () => {
  expect(resources({ limits: { cpu: '500m', memory: '1Gi' } })).toEqual({
    cpuMilli: 500,
    memoryBytes: 2 ** 30,
    cpuShares: 512,
    oomScoreAdj: -997,
  });
});

test.each([
  [undefined, 2],
  ['1m', 2],
  ['100m', 102],
  ['205m', 209],
  ['350m', 358],
  ['1', 1024],
  ['1000', 262_144],
])('§8 a CPU request of %s is %d shares', (cpu, shares) => {
  expect(resources(cpu === undefined ? {} : { requests: { cpu } }).cpuShares).toBe(shares);
});

test.each([
  ['350m', 350],
  ['0.7', 700],
  ['0.0001', 1],
])(
  '§8 a CPU limit of %s is %d thousandths: rounded up, but not for what binary fractions add',
  (cpu, milli) => {
    expect(resources({ limits: { cpu } }).cpuMilli).toBe(milli);
  },
);

test.each([
  ['0.1Gi', 107_374_183],
  ['1500m', 2],
  ['1Pi', 2 ** 50],
])('§8 a memory limit of %s is %d whole bytes, rounded up', (memory, bytes) => {
  expect(resources({ limits: { memory } }).memoryBytes).toBe(bytes);
});

test('§8 no limit: unset', () => {
  expect(resources({ requests: { cpu: '1', memory: '1Gi' } })).toMatchObject({
    cpuMilli: undefined,
    memoryBytes: undefined,
  });
});

test.each<[string, Resources, number]>([
  ['BestEffort', {}, 1000],
  ['Guaranteed', { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m' } }, -997],
  ['Burstable: half the node', { requests: { memory: '5Gi' } }, 500],
  ['Burstable: all of the node', { requests: { memory: '10Gi' } }, 3],
  ['Burstable: next to nothing', { requests: { memory: '1' } }, 999],
  ['Burstable: no memory asked for', { requests: { cpu: '1' } }, 999],
  ['Burstable: limited in CPU only', { limits: { cpu: '1' } }, 999],
  ['Burstable: limited in memory only', { limits: { memory: '1Gi' } }, 900],
])('§8 oom_score_adj of %s', (_, own, score) => {
  expect(resources(own).oomScoreAdj).toBe(score);
});

test('§8 a container without anything makes the whole pod Burstable, an init container too', () => {
  const own = { limits: { cpu: '1', memory: '1Gi' } };
  expect(resources(own, { initContainers: [{ name: 'init' }] }).oomScoreAdj).toBe(900);
});

test.each([
  ['its only main container', ['5Gi'], 500, undefined],
  ['that of two main containers which asks for less', ['5Gi', '1Gi'], 900, undefined],
  ['itself, where it asks for more', ['1Gi'], 800, '2Gi'],
])('§8 oom_score_adj of a sidecar: as %s', (_, memories, score, own) => {
  const sidecar = {
    name: 'sidecar',
    restartPolicy: 'Always',
    ...(own && { resources: { requests: { memory: own } } }),
  };
  const containers = memories.map((memory) => ({ name: 'app', resources: { requests: { memory } } }));
  const spec = { initContainers: [sidecar], containers };
  expect(containerConfig(sidecar, somePod({ spec }), surroundings, new Map())).toMatchObject({
    resources: { oomScoreAdj: score },
  });
});

const limited = (name: string, cpu: string, memory?: string) => ({
  name,
  resources: { requests: { cpu }, ...(memory !== undefined && { limits: { memory } }) },
});
const sidecar = { ...limited('proxy', '100m', '32Mi'), restartPolicy: 'Always' as const };
const MIB = 2 ** 20;

test.each<[string, PodSpec, number | undefined, number]>([
  [
    'the sum of its containers',
    { containers: [limited('a', '1', '64Mi'), limited('b', '1', '32Mi')] },
    96 * MIB,
    2048,
  ],
  ['sidecars too', { initContainers: [sidecar], containers: [limited('a', '900m', '64Mi')] }, 96 * MIB, 1024],
  [
    'an init container and the sidecars before it, where that is more',
    {
      initContainers: [sidecar, limited('init', '1900m', '128Mi'), { ...sidecar, name: 'late' }],
      containers: [limited('a', '100m', '64Mi')],
    },
    160 * MIB,
    2048,
  ],
  [
    'no limit where one of them has none',
    { containers: [limited('a', '1', '64Mi'), limited('b', '1')] },
    undefined,
    2048,
  ],
  [
    'that of the others, where one without a limit starts after a limited sidecar',
    {
      initContainers: [sidecar, { name: 'shipper', restartPolicy: 'Always' }],
      containers: [limited('a', '900m', '64Mi')],
    },
    96 * MIB,
    1024,
  ],
  [
    'no limit where one without it starts before',
    {
      initContainers: [{ name: 'init' }, sidecar],
      containers: [limited('a', '900m', '64Mi')],
    },
    undefined,
    1024,
  ],
  ['no limit where nothing is stated', { containers: [{ name: 'a' }] }, undefined, 2],
])('§8 a pod as a whole gets %s', (_, spec, memoryBytes, cpuShares) => {
  expect(podResources(spec)).toEqual({ memoryBytes, cpuMilli: undefined, cpuShares });
});

const wholeGuaranteed = { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } };

test.each<[string, NonNullable<PodSpec['resources']>, ReturnType<typeof podResources>]>([
  ['limits and requests', wholeGuaranteed, { memoryBytes: 2 ** 30, cpuMilli: 500, cpuShares: 512 }],
  [
    'limits alone: what the containers request is its request',
    { limits: { cpu: '1', memory: '1Gi' } },
    { memoryBytes: 2 ** 30, cpuMilli: 1000, cpuShares: 204 },
  ],
  [
    'a request alone',
    { requests: { cpu: '1' } },
    { memoryBytes: undefined, cpuMilli: undefined, cpuShares: 1024 },
  ],
])('§8 a pod that states for all of its containers together %s', (_, whole, expected) => {
  const containers = [limited('a', '100m'), limited('b', '100m', '64Mi')];
  expect(podResources({ containers, resources: whole })).toEqual(expected);
});

test('§8 a container without a limit has its pod’s, and the pod’s class', () => {
  const whole = { resources: wholeGuaranteed };
  const expected = { memoryBytes: 2 ** 30, cpuMilli: 500, cpuShares: 512, oomScoreAdj: -997 };
  expect(resources({}, whole)).toEqual(expected);
  const own = { limits: { cpu: '200m', memory: '64Mi' } };
  expect(resources(own, whole)).toMatchObject({ memoryBytes: 64 * MIB, cpuMilli: 200, cpuShares: 204 });
});

test('§8 memory that a pod requests beyond its containers counts for each of them alike', () => {
  const whole = { resources: { requests: { memory: '5Gi' } }, initContainers: [{ name: 'init' }] };
  expect(resources({ requests: { memory: '1Gi' } }, whole).oomScoreAdj).toBe(700);
});
