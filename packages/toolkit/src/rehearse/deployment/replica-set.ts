import type { PodSpec } from '../../model/index.ts';
import type { Pod, PodRunner } from '../kubelet/index.ts';
import { availableAt, isActive } from './available.ts';
import type { Counted } from './rolling-step.ts';
import { byVictimOrder } from './victims.ts';

/** `spec.template` of a Deployment. Two of them are the same one when they are the same object. */
export interface PodTemplate {
  readonly spec: PodSpec;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What a ReplicaSet works with. */
interface ReplicaSetOptions {
  /** The Deployment's name, which the pods' names begin with. */
  readonly name: string;
  /** Of the pods. Default: `default`. */
  readonly namespace?: string | undefined;
  readonly revision: number;
  readonly template: PodTemplate;
  readonly runner: PodRunner;
  /** Called for each new pod. */
  readonly created: (pod: Pod) => void;
}

/** One ReplicaSet: keeps as many pods of one template as were asked for (pkg/controller/replicaset). */
export class ReplicaSet {
  readonly template: PodTemplate;
  /** Of the rollout that it was made for: the older the set, the lower. Its pods bear it. */
  readonly firstRevision: number;
  /** Of the rollout that it belongs to; a rollback gives an old set a new one. */
  revision: number;
  /** `spec.replicas`. */
  desired = 0;
  /** What the Deployment asked for when it last scaled this set: its replicas, and those with the surge. */
  scaledFor = { replicas: 0, maxReplicas: 0 };
  readonly #options: ReplicaSetOptions;
  readonly #pods: Pod[] = [];
  #created = 0;

  constructor(options: ReplicaSetOptions) {
    this.#options = options;
    this.template = options.template;
    this.revision = options.revision;
    this.firstRevision = options.revision;
  }

  /** All pods whose object still exists, the terminating ones among them. */
  get pods(): readonly Pod[] {
    return this.#pods.filter(({ status }) => !status.removed);
  }

  /** The pods that count. */
  get active(): Pod[] {
    return this.#pods.filter(isActive);
  }

  /** As a Deployment counts it at `now`. */
  counted(now: number, minReadySeconds: number): Counted {
    const available = this.active.filter((pod) => availableAt(pod, minReadySeconds) <= now);
    return { revision: this.revision, desired: this.desired, available: available.length };
  }

  /** Creates what is missing, and deletes what is too much, all at once. */
  reconcile(): void {
    const { active } = this;
    for (let missing = this.desired - active.length; missing > 0; missing--) this.#create();
    const surplus = Math.max(0, active.length - this.desired);
    for (const pod of byVictimOrder(active).slice(0, surplus)) pod.delete();
  }

  #create(): void {
    const { name, namespace, template, runner, created } = this.#options;
    const { spec, labels = {}, annotations = {} } = template;
    const pod = runner.run({
      name: `${name}-${this.firstRevision}-${++this.#created}`,
      revision: this.firstRevision,
      spec,
      namespace,
      labels: { ...labels, 'pod-template-hash': String(this.firstRevision) },
      annotations,
    });
    this.#pods.push(pod);
    created(pod);
  }
}
