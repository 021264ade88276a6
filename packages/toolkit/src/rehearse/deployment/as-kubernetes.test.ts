import { expect, test } from 'vitest';
import type { Pod, PodStatus } from '../kubelet/index.ts';
import { kubernetesDecisions } from '../testing/index.ts';
import { resolveStrategy } from './index.ts';
import { rollingStep, type Scaling } from './rolling-step.ts';
import { scalingStep } from './scaling-step.ts';
import { byVictimOrder } from './victims.ts';

/** As a manifest has them; absent: the default. */
interface Fences {
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
}

const spec = ({ maxSurge, maxUnavailable }: Fences) => ({
  strategy: {
    rollingUpdate: {
      ...(maxSurge !== undefined && { maxSurge }),
      ...(maxUnavailable !== undefined && { maxUnavailable }),
    },
  },
});

/** The numbers of sets whose revision is their index, after these steps. */
const after = (desired: readonly number[], steps: readonly Scaling[]) =>
  desired.map((before, index) => steps.find(({ revision }) => revision === index)?.desired ?? before);

type Counts = readonly [desired: number, available: number];

interface RollingUpdate extends Fences {
  readonly replicas: number;
  readonly resolved: readonly [surge: number, unavailable: number];
  readonly current: Counts;
  /** Oldest first. */
  readonly old: readonly Counts[];
  /** The current one first. */
  readonly becomes: readonly number[];
}

test.each(kubernetesDecisions<RollingUpdate>('rolling-updates'))(
  'reconcileNewReplicaSet, then reconcileOldReplicaSets: %s',
  (_, { replicas, resolved, current, old, becomes, ...fences }) => {
    const { surge, unavailable } = resolveStrategy(spec(fences), replicas);
    expect([surge, unavailable]).toEqual(resolved);
    const all = [current, ...old].map(([desired, available], revision) => ({ revision, desired, available }));
    const [first = { revision: 0, desired: 0, available: 0 }, ...others] = all;
    const steps = rollingStep({ replicas, surge, unavailable, current: first, old: others });
    expect(
      after(
        all.map(({ desired }) => desired),
        steps,
      ),
    ).toEqual(becomes);
  },
);

interface ScalingOfSets extends Fences {
  readonly from: number;
  readonly to: number;
  /** Oldest first. */
  readonly sets: readonly number[];
  readonly become: readonly number[];
}

test.each(kubernetesDecisions<ScalingOfSets>('scalings'))(
  'scale: %s',
  (_, { from, to, sets, become, ...fences }) => {
    const surgeOf = (replicas: number) => resolveStrategy(spec(fences), replicas).surge;
    const annotated = sets.map((desired, revision) => ({
      revision,
      desired,
      maxReplicas: from + surgeOf(from),
    }));
    const active = annotated.filter(({ desired }) => desired > 0);
    expect(after(sets, scalingStep({ replicas: to, surge: surgeOf(to), sets: active }))).toEqual(become);
  },
);

type VictimFacts = [
  phase: PodStatus['phase'],
  ready: string,
  since: number,
  restarts: number,
  ofSidecar: number,
  age: number,
];

test.each(kubernetesDecisions<{ pods: VictimFacts[]; order: number[] }>('victims'))(
  'ActivePodsWithRanks, ages and times of readiness in seconds: %s',
  (_, { pods, order }) => {
    const given = pods.map(([phase, ready, since, restarts, ofSidecar, age], index) => {
      const containers = Object.entries({ main: restarts, sidecar: ofSidecar, init: 7 }).map(
        ([role, restartCount]) => ({ spec: { role }, restartCount }),
      );
      const status = { phase, ready: ready === 'ready', readySince: -since, containers };
      return { name: String(index), createdAt: -age, status } as unknown as Pod;
    });
    expect(byVictimOrder(given).map(({ name }) => Number(name))).toEqual(order);
  },
);
