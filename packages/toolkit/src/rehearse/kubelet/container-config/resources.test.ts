import { expect, test } from 'vitest';
import type { Container, PodSpec } from '../../../model/index.ts';
import { somePod } from '../../testing/index.ts';
import { resolveSurroundings } from '../facts.ts';
import { containerConfig } from './container-config.ts';

const surroundings = resolveSurroundings({
  node: { name: 'node', ip: '192.0.2.7', cpuMilli: 2000, memoryBytes: 10 * 2 ** 30 },
});

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
  ['1', 1024],
  ['1000', 262_144],
])('§8 a CPU request of %s is %d shares', (cpu, shares) => {
  expect(resources(cpu === undefined ? {} : { requests: { cpu } }).cpuShares).toBe(shares);
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
  ['Burstable: limited in memory only', { limits: { memory: '1Gi' } }, 900],
])('§8 oom_score_adj of %s', (_, own, score) => {
  expect(resources(own).oomScoreAdj).toBe(score);
});

test('§8 a container without anything makes the whole pod Burstable, an init container too', () => {
  const own = { limits: { cpu: '1', memory: '1Gi' } };
  expect(resources(own, { initContainers: [{ name: 'init' }] }).oomScoreAdj).toBe(900);
});

test('§8 a sidecar goes no sooner than the main containers', () => {
  const sidecar = { name: 'sidecar', restartPolicy: 'Always' };
  const spec = {
    initContainers: [sidecar],
    containers: [{ name: 'app', resources: { requests: { memory: '5Gi' } } }],
  };
  expect(containerConfig(sidecar, somePod({ spec }), surroundings, new Map())).toMatchObject({
    resources: { oomScoreAdj: 500 },
  });
});
