import { isTerminal, type Pod } from '../kubelet/index.ts';
import { availableAt } from './available.ts';
import type { ControllerOptions } from './controller-options.ts';
import { ProgressDeadline } from './progress.ts';
import { ReplicaSet, type PodTemplate } from './replica-set.ts';
import { rollingStep, type Scaling } from './rolling-step.ts';
import { scalingStep } from './scaling-step.ts';
import { resolveStrategy, type DeploymentSpec, type Strategy } from './strategy.ts';
import { SyncQueue } from './sync-queue.ts';

/** A Deployment to rehearse. */
export type DeploymentOptions = ControllerOptions<DeploymentSpec>;

/** Brings a Deployment's pods to the newest template, one step at each sync (pkg/controller/deployment). */
export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #queue: SyncQueue;
  /** By revision, the new one last; a rollback makes an old one the new one. */
  #sets: ReplicaSet[] = [];
  #revision = 0;
  /** Of the rollout that goes on; a scaling of a complete one has none (progress.go DeploymentTimedOut). */
  #deadline: ProgressDeadline | undefined;
  #state: 'progressing' | 'complete' | 'stuck' = 'complete';
  #replicas: number;

  /** Starts its first rollout. */
  constructor(options: DeploymentOptions) {
    this.#options = options;
    this.#queue = new SyncQueue(options.clock, () => this.#reconcile());
    this.#replicas = options.replicas;
    this.apply(options.template);
  }

  /** The pods whose object exists, by revision. */
  get pods(): readonly Pod[] {
    return this.#sets.flatMap(({ pods }) => pods);
  }

  /** `spec.replicas`: how many pods were asked for. */
  get replicas(): number {
    return this.#replicas;
  }

  /**
   * `complete`: all replicas are of the newest template and available, and no others are asked for or left. `stuck`: a rollout
   * has missed its progress deadline; it progresses again as soon as something moves.
   */
  get state(): 'progressing' | 'complete' | 'stuck' {
    return this.#state;
  }

  /** Rolls out a template. One that an old ReplicaSet has makes that set the new one, as `kubectl rollout undo` does. */
  apply(template: PodTemplate): void {
    const { name, namespace, runner, created } = this.#options;
    const known = this.#sets.find((set) => set.template === template);
    if (known !== undefined && known === this.#sets.at(-1)) return;
    const revision = ++this.#revision;
    const set =
      known ??
      new ReplicaSet({
        name,
        namespace,
        revision,
        template,
        runner,
        created: (pod) => {
          pod.watch(() => this.#queue.add());
          created?.(pod);
        },
      });
    set.revision = revision;
    this.#sets = [...this.#sets.filter((other) => other !== set), set];
    const { progressDeadlineSeconds } = this.#strategy;
    this.#deadline = new ProgressDeadline(progressDeadlineSeconds, this.#options.clock.now());
    this.#state = 'progressing';
    this.#options.note({ type: 'rollout-started', revision });
    this.#queue.add();
  }

  /** Rolls out the template before the newest. False when there is none. */
  rollBack(): boolean {
    const previous = this.#sets.at(-2);
    if (previous !== undefined) this.apply(previous.template);
    return previous !== undefined;
  }

  /** Asks for another number of pods. */
  scale(replicas: number): void {
    if (replicas !== this.#replicas && this.#state === 'complete') this.#state = 'progressing';
    this.#replicas = replicas;
    this.#queue.add();
  }

  /** Deletes all pods, for the end of a rehearsal. */
  stop(): void {
    this.#replicas = 0;
    this.#queue.sleep();
    for (const set of this.#sets) this.#resize(set, 0);
  }

  /** For as many replicas as are asked for now. */
  get #strategy(): Strategy {
    return resolveStrategy(this.#options.spec, this.#replicas);
  }

  #reconcile(): void {
    const current = this.#sets.at(-1);
    if (current === undefined) return;
    const byAge = this.#sets.toSorted((a, b) => a.firstRevision - b.firstRevision);
    const old = byAge.filter((set) => set !== current);
    const steps = this.#scalingStep(byAge) ?? this.#rolloutStep(current, old);
    for (const { revision, desired } of steps) {
      const set = this.#sets.find((other) => other.revision === revision);
      if (set !== undefined) this.#resize(set, desired);
    }
    for (const set of this.#sets) set.reconcile();
    this.#follow(current, old);
    if (steps.length > 0) this.#queue.add();
  }

  /** Undefined unless `spec.replicas` has changed since a set was scaled (sync.go isScalingEvent). @param byAge oldest first */
  #scalingStep(byAge: readonly ReplicaSet[]): Scaling[] | undefined {
    const withReplicas = byAge.filter(({ desired }) => desired > 0);
    if (withReplicas.every(({ scaledFor }) => scaledFor.replicas === this.#replicas)) return undefined;
    return scalingStep({
      replicas: this.#replicas,
      surge: this.#strategy.surge,
      sets: withReplicas.map(({ revision, desired, scaledFor: { maxReplicas } }) => ({
        revision,
        desired,
        maxReplicas,
      })),
    });
  }

  #rolloutStep(current: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
    return this.#strategy.type === 'Recreate' ? this.#recreate(current, old) : this.#roll(current, old);
  }

  #roll(current: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
    const { surge, unavailable, minReadySeconds } = this.#strategy;
    const counted = (set: ReplicaSet) => set.counted(this.#options.clock.now(), minReadySeconds);
    return rollingStep({
      replicas: this.#replicas,
      surge,
      unavailable,
      current: counted(current),
      old: old.map(counted),
    });
  }

  /** All old pods go, and only once each of them is gone, the new ones come (recreate.go). */
  #recreate(current: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
    const shrinking = old.filter(({ desired }) => desired > 0);
    if (shrinking.length > 0) return shrinking.map(({ revision }) => ({ revision, desired: 0 }));
    const isLeft = ({ status }: Pod) => !isTerminal(status.phase);
    if (old.some(({ pods }) => pods.some(isLeft)) || current.desired === this.#replicas) return [];
    return [{ revision: current.revision, desired: this.#replicas }];
  }

  #resize(set: ReplicaSet, desired: number): void {
    set.scaledFor = { replicas: this.#replicas, maxReplicas: this.#replicas + this.#strategy.surge };
    if (desired === set.desired) return;
    this.#options.note({
      type: 'replica-set-scaled',
      revision: set.revision,
      from: set.desired,
      to: desired,
    });
    set.desired = desired;
    set.reconcile();
  }

  /** Notes progress, completion or the lack of both, and wakes up when time alone would change something. */
  #follow(current: ReplicaSet, old: readonly ReplicaSet[]): void {
    const { clock, note } = this.#options;
    const now = clock.now();
    const active = this.#sets.flatMap((set) => set.active);
    const available = this.#sets.map((set) => set.counted(now, this.#strategy.minReadySeconds).available);
    const sum = (sets: readonly ReplicaSet[]) => sets.reduce((total, { desired }) => total + desired, 0);
    const hasProgressed = this.#deadline?.note(
      {
        updated: current.desired,
        outdated: sum(old),
        ready: active.filter(({ status }) => status.ready).length,
        available: available.reduce((total, count) => total + count, 0),
      },
      now,
    );
    const { revision } = current;
    const isComplete =
      current.desired === this.#replicas &&
      available.at(-1) === this.#replicas &&
      active.length === this.#replicas;
    if (this.#state !== 'complete' && isComplete) {
      this.#state = 'complete';
      this.#deadline = undefined;
      note({ type: 'rollout-complete', revision });
    } else if (this.#state === 'stuck' && hasProgressed) {
      this.#state = 'progressing';
    } else if (this.#state === 'progressing' && this.#deadline && now >= this.#deadline.at) {
      this.#state = 'stuck';
      note({ type: 'progress-deadline-exceeded', revision });
    }
    const times = active.map((pod) => availableAt(pod, this.#strategy.minReadySeconds));
    if (this.#state === 'progressing' && this.#deadline) times.push(this.#deadline.at);
    this.#queue.wakeAt(times, now);
  }
}
