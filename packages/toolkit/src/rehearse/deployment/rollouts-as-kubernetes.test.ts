import { expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import type { Happening } from '../events.ts';
import type { Pod, PodRequest, PodStatus } from '../kubelet/index.ts';
import { kubernetesDecisions, VirtualClock } from '../testing/index.ts';
import { Deployment } from './index.ts';

/** A script of pods and of a user, and what came of it. Times are in seconds; templates are counted from 0. */
interface Rollout {
  readonly replicas: number;
  readonly type?: 'Recreate';
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
  readonly minReadySeconds: number;
  /** What a pod takes to its end. */
  readonly endsAfter: number;
  /** Of each template: how long its pods take to become ready, by the second of their creation modulo 5. 99: for ever. */
  readonly readyAfter: readonly (readonly number[])[];
  readonly unready: readonly (readonly [template: number, from: number, to: number])[];
  readonly events: readonly (readonly [at: number, act: 'apply' | 'scale', what: number])[];
  /** What is asked for of each template's set, from when it is. */
  readonly desired: readonly (readonly [at: number, replicas: readonly number[]])[];
}

/** A pod that is as the script has it, each time that it is told to look. */
class ScriptedPod implements Pod {
  readonly name: string;
  readonly revision: number;
  readonly createdAt: number;
  status: PodStatus;
  readonly #clock: Clock;
  readonly #listeners: ((pod: Pod) => void)[] = [];

  constructor({ name, revision }: PodRequest, clock: Clock) {
    const createdAt = clock.now();
    this.name = name;
    this.revision = revision;
    this.createdAt = createdAt;
    this.#clock = clock;
    this.status = {
      phase: 'Running',
      ready: false,
      readySince: createdAt,
      ip: undefined,
      deletedAt: undefined,
      deletionGraceSeconds: undefined,
      removed: false,
      containers: [],
    };
  }

  watch(listener: (pod: Pod) => void): void {
    this.#listeners.push(listener);
  }

  delete(): void {
    if (this.status.deletedAt === undefined) this.#become({ deletedAt: this.#clock.now() });
  }

  look(ready: boolean, endsAfter: number): void {
    const now = this.#clock.now();
    const { deletedAt = Infinity, removed } = this.status;
    if (removed) return;
    if (now / 1000 >= Math.floor(deletedAt / 1000) + endsAfter) this.#become({ removed: true });
    else if (ready !== this.status.ready) this.#become({ ready, readySince: now });
  }

  #become(change: Partial<PodStatus>): void {
    this.status = { ...this.status, ...change };
    for (const listener of this.#listeners) listener(this);
  }
}

test.each(kubernetesDecisions<Rollout>('rollouts'))(
  'syncDeployment in each second, until nothing changes: %s',
  async (
    _,
    { replicas, type, minReadySeconds, endsAfter, readyAfter, unready, events, desired, ...fences },
  ) => {
    const clock = new VirtualClock();
    const templates = readyAfter.map(() => ({ spec: { containers: [] } }));
    const pods: { readonly pod: ScriptedPod; readonly template: number }[] = [];
    const runner = {
      run(request: PodRequest) {
        const pod = new ScriptedPod(request, clock);
        pods.push({ pod, template: templates.findIndex(({ spec }) => spec === request.spec) });
        return pod;
      },
    };
    const sets = templates.map(() => 0);
    const templateOf = new Map<number, number>();
    let applied = 0;
    const note = (it: Happening) => {
      if (it.type === 'rollout-started') templateOf.set(it.revision, applied);
      if (it.type === 'replica-set-scaled') sets[templateOf.get(it.revision) ?? NaN] = it.to;
    };
    const strategy = type === undefined ? { rollingUpdate: fences } : { type };
    const [template = { spec: { containers: [] } }] = templates;
    const deployment = new Deployment({
      name: 'web',
      replicas,
      spec: { strategy, minReadySeconds },
      template,
      runner,
      clock,
      note,
    });
    const found: [number, number[]][] = [];
    for (let second = 0; second < 50; second++) {
      const isOut = (of: number) =>
        unready.some(([it, from, to]) => it === of && second >= from && second < to);
      for (const { pod, template: of } of pods) {
        const born = Math.floor(pod.createdAt / 1000);
        const isReady = second >= born + (readyAfter[of]?.[born % 5] ?? Infinity) && !isOut(of);
        pod.look(isReady, endsAfter);
      }
      for (const [, act, what] of events.filter(([at]) => at === second)) {
        const other = templates[what];
        if (act === 'scale') deployment.scale(what);
        else if (other !== undefined) {
          applied = what;
          deployment.apply(other);
        }
      }
      await clock.advance(1000);
      if (String(sets) !== String(found.at(-1)?.[1])) found.push([second, [...sets]]);
    }
    deployment.stop();
    expect(found).toEqual(desired);
  },
);
