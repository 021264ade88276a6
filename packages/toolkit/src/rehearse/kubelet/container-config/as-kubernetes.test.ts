import { expect, test } from 'vitest';
import { containersOf, type PodSpec } from '../../../model/index.ts';
import { kubernetesDecisions } from '../../testing/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';
import { podResources, resourcesOf } from './resources.ts';

interface Decided extends PodSpec {
  readonly wholePod: Partial<ReturnType<typeof podResources>>;
  /** Init containers first. */
  readonly each: readonly Partial<ReturnType<typeof resourcesOf>>[];
}

test.each(kubernetesDecisions<Decided>('resources'))(
  'ResourceConfigForPod, its CPU aside, and generateLinuxContainerResources, on a node of 8 GiB: %s',
  (_, { wholePod, each, ...spec }) => {
    const node = { memoryBytes: 2 ** 33 } as NodeFacts;
    const { memoryBytes, cpuShares } = podResources(spec);
    expect({ memoryBytes, cpuShares }).toEqual(wholePod);
    expect(containersOf(spec).map((it) => resourcesOf(it, { spec } as PodFacts, node))).toEqual(each);
  },
);
