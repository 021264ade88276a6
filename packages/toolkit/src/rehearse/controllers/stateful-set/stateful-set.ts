import { availableAt, SyncQueue, type ControllerOptions, type PodTemplate } from '../../deployment/index.ts';
import type { Pod } from '../../kubelet/index.ts';
import type { StatefulSetSpec } from '../../workload/index.ts';
import type { Controller } from '../controller.ts';
import { isOver, isTerminating, type Member } from './ordinal.ts';
import { setStep } from './step.ts';
import { withClaims } from './with-claims.ts';

/** A StatefulSet to rehearse. */
export type StatefulSetOptions = ControllerOptions<StatefulSetSpec>;

/** Pods with stable names, made and replaced one at a time (pkg/controller/statefulset). */
export class StatefulSet implements Controller {
  readonly #options: StatefulSetOptions;
  readonly #queue: SyncQueue;
  /** Oldest first; a revision is an index, counted from 1. */
  readonly #templates: PodTemplate[] = [];
  #revision = 0;
  /** The revision before the update. */
  #current = 1;
  #members: Member[] = [];
  #replicas: number;
  #state: Controller['state'] = 'complete';

  /** Starts its first rollout. */
  constructor(options: StatefulSetOptions) {
    this.#options = options;
    this.#queue = new SyncQueue(options.clock, () => this.#reconcile());
    this.#replicas = options.replicas;
    this.apply(options.template);
  }

  get pods(): readonly Pod[] {
    return this.#existing().map(({ pod }) => pod);
  }

  get replicas(): number {
    return this.#replicas;
  }

  get state(): Controller['state'] {
    return this.#state;
  }

  apply(template: PodTemplate): void {
    if (template === this.#templates[this.#revision - 1]) return;
    const known = this.#templates.indexOf(template);
    this.#revision = known === -1 ? this.#templates.push(template) : known + 1;
    this.#state = 'progressing';
    this.#options.note({ type: 'rollout-started', revision: this.#revision });
    this.#queue.add();
  }

  /** A broken pod holds up its own replacement, so that it is deleted here, as a person has to do it. */
  rollBack(): boolean {
    const previous = this.#templates[this.#revision - 2];
    if (previous === undefined) return false;
    const broken = this.#existing().filter(
      (it) => it.pod.revision === this.#revision && !it.pod.status.ready,
    );
    this.apply(previous);
    for (const { pod } of broken) pod.delete();
    return true;
  }

  scale(replicas: number): void {
    this.#replicas = replicas;
    if (replicas !== this.#existing().length) this.#state = 'progressing';
    this.#queue.add();
  }

  stop(): void {
    this.#replicas = 0;
    this.#queue.sleep();
    for (const { pod } of this.#existing()) pod.delete();
  }

  #existing(): Member[] {
    return this.#members.filter(({ pod }) => !pod.status.removed);
  }

  #reconcile(): void {
    this.#members = this.#existing();
    const { spec } = this.#options;
    const { create, remove } = setStep({
      replicas: this.#replicas,
      ordered: spec.podManagementPolicy !== 'Parallel',
      partition: spec.updateStrategy?.type === 'OnDelete' ? Infinity : this.#partition,
      revision: this.#revision,
      members: this.#members,
      isAvailable: (member) => this.#availableAt(member) <= this.#options.clock.now(),
    });
    for (const ordinal of create) this.#create(ordinal);
    for (const { pod } of remove) pod.delete();
    this.#follow();
    if (create.length + remove.length > 0) this.#queue.add();
  }

  get #partition(): number {
    return this.#options.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  }

  #create(ordinal: number): void {
    const { name, namespace, runner, created } = this.#options;
    const revision = this.#revisionOf(ordinal);
    const template = this.#templates[revision - 1];
    if (template === undefined) return;
    const { spec, labels = {}, annotations = {} } = template;
    const podName = `${name}-${ordinal}`;
    const { serviceName, volumeClaimTemplates } = this.#options.spec;
    const pod = runner.run({
      name: podName,
      revision,
      // stateful_set_utils.go initIdentity.
      spec: {
        ...withClaims(spec, podName, volumeClaimTemplates),
        hostname: podName,
        ...(serviceName && { subdomain: serviceName }),
      },
      namespace,
      labels: {
        ...labels,
        'statefulset.kubernetes.io/pod-name': podName,
        'apps.kubernetes.io/pod-index': String(ordinal),
        'controller-revision-hash': `${name}-${revision}`,
      },
      annotations,
    });
    this.#members.push({ ordinal, pod });
    pod.watch(() => this.#queue.add());
    created?.(pod);
  }

  /**
   * A missing pod is made of the old revision below the partition only (stateful_set_utils.go newVersionedStatefulSetPod). A
   * strategy that states its type and no more has no partition: its lowest ordinals are of the old one, as many as still are.
   */
  #revisionOf(ordinal: number): number {
    const { type, rollingUpdate } = this.#options.spec.updateStrategy ?? {};
    const old = this.#existing().filter((it) => it.pod.revision === this.#current && !isTerminating(it));
    const first = type === 'RollingUpdate' && rollingUpdate === undefined ? old.length : this.#partition;
    return ordinal < first ? this.#current : this.#revision;
  }

  #availableAt({ pod }: Member): number {
    return availableAt(pod, this.#options.spec.minReadySeconds ?? 0);
  }

  /** Notes completion, and wakes up when time alone would change something. */
  #follow(): void {
    const { clock, note } = this.#options;
    const now = clock.now();
    const isUpdated = ({ ordinal, pod }: Member) =>
      ordinal < this.#partition || pod.revision === this.#revision;
    const isWhole =
      this.#members.length === this.#replicas &&
      this.#members.every(
        (it) => isUpdated(it) && !isTerminating(it) && !isOver(it) && this.#availableAt(it) <= now,
      );
    if (isWhole && this.#state !== 'complete') {
      this.#state = 'complete';
      if (this.#partition === 0) this.#current = this.#revision;
      note({ type: 'rollout-complete', revision: this.#revision });
    }
    const times = this.#members.map((it) => this.#availableAt(it));
    this.#queue.wakeAt(times, now);
  }
}
