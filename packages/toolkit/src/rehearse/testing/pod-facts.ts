import type { PodFacts } from '../kubelet/facts.ts';

/** A pod's facts for tests that need few of them. */
export function somePod(facts: Partial<PodFacts> = {}): PodFacts {
  return {
    name: 'shop-1-1',
    namespace: 'default',
    uid: '0f4b5a2e-0000-8000-a000-000000000000',
    labels: {},
    annotations: {},
    spec: { containers: [{ name: 'app' }] },
    ip: '10.244.0.1',
    ...facts,
  };
}
