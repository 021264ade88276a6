import { expect, test } from 'vitest';
import type { ObjectOf } from '../../model/index.ts';
import type { Pod } from '../kubelet/index.ts';
import { kubernetesDecisions } from '../testing/index.ts';
import { Policies } from './autoscaler/policies.ts';
import { recommendedReplicas } from './autoscaler/recommendation.ts';
import { Stabilization } from './autoscaler/stabilization.ts';
import type { Member } from './stateful-set/ordinal.ts';
import { setStep } from './stateful-set/step.ts';

interface StatefulSetState {
  readonly replicas: number;
  readonly policy: 'OrderedReady' | 'Parallel';
  readonly partition: number | 'OnDelete';
  /** Ordinal, revision (`old`, `new`), how it is, and `terminating`. */
  readonly pods: readonly string[];
  readonly create: readonly number[];
  readonly remove: readonly number[];
}

/** It is `available` since long, or `ready` for less than minReadySeconds; all others are not ready. */
function memberOf(words: string): Member {
  const [ordinal, revision, state, terminating] = words.split(' ');
  const status = {
    phase: ['Pending', 'Failed', 'Succeeded'].find((phase) => phase === state) ?? 'Running',
    ready: state === 'available' || state === 'ready',
    readySince: state === 'ready' ? 0 : -Infinity,
    deletedAt: terminating === undefined ? undefined : 0,
  };
  return { ordinal: Number(ordinal), pod: { revision: revision === 'new' ? 2 : 1, status } as Pod };
}

test.each(kubernetesDecisions<StatefulSetState>('stateful-sets'))(
  'updateStatefulSet, of which Parallel takes more than one sync here: %s',
  (_, { replicas, policy, partition, pods, create, remove }) => {
    const members = pods.map(memberOf);
    const [created, removed] = [new Set<number>(), new Set<number>()];
    for (let syncs = policy === 'Parallel' ? 3 : 1; syncs > 0; syncs--) {
      const step = setStep({
        replicas,
        ordered: policy === 'OrderedReady',
        partition: partition === 'OnDelete' ? Infinity : partition,
        revision: 2,
        members,
        isAvailable: ({ pod: { status } }) => status.ready && status.readySince < 0,
      });
      for (const ordinal of step.create) {
        created.add(ordinal);
        members.push(memberOf(`${ordinal} new Pending`));
      }
      for (const { ordinal, pod } of step.remove) {
        removed.add(ordinal);
        Object.assign(pod.status, { deletedAt: 0 });
      }
    }
    const sorted = (ordinals: ReadonlySet<number>) => [...ordinals].toSorted((a, b) => a - b);
    expect({ create: sorted(created), remove: sorted(removed) }).toEqual({ create, remove });
  },
);

interface Recommendation {
  readonly current: number;
  readonly target: number;
  readonly tolerances?: readonly [up: number, down: number];
  /** Of a request of 1000 millicores; null: not measured. */
  readonly pods: readonly (readonly [state: 'ready' | 'unready' | 'pending', millicores: number | null])[];
  readonly replicas: number | null;
}

test.each(kubernetesDecisions<Recommendation>('recommendations'))(
  'GetResourceReplicas of pods that are less than 5 min old where they are not ready: %s',
  (_, { current, target, tolerances: [up, down] = [0.1, 0.1], pods, replicas }) => {
    const measured = pods.map(([state, millicores]) => ({
      ready: state === 'ready',
      pending: state === 'pending',
      utilisation: millicores === null ? undefined : millicores / 10,
    }));
    expect(recommendedReplicas(current, measured, target, { up, down }) ?? null).toBe(replicas);
  },
);

interface Behavior {
  readonly behavior?: NonNullable<ObjectOf<'HorizontalPodAutoscaler'>['spec']>['behavior'];
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly start: number;
  /** At looks that are 16 s apart. */
  readonly recommended: readonly number[];
  readonly becomes: readonly number[];
}

test.each(kubernetesDecisions<Behavior>('behaviors'))(
  'normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors: %s',
  (_, { behavior, minReplicas, maxReplicas, start, recommended, becomes }) => {
    const policies = behavior && new Policies(behavior);
    const downMs = (behavior?.scaleDown?.stabilizationWindowSeconds ?? 300) * 1000;
    const upMs = behavior && (behavior.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
    const stabilization = new Stabilization({ downMs, upMs }, start, 0);
    let current = start;
    const found = recommended.map((replicas, look) => {
      const now = look * 16_000;
      const stable = stabilization.stabilize(current, replicas, now);
      const wanted = Math.min(Math.max(stable, minReplicas), maxReplicas);
      const next = policies?.towards(wanted, current, now) ?? Math.min(wanted, Math.max(2 * current, 4));
      if (next !== current) policies?.scaled(current, next, now);
      return (current = next);
    });
    expect(found).toEqual(becomes);
  },
);
