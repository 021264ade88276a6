/** What the Deployment controller knows of a pod. */
export interface Member {
  /** Which pod template it was made from. */
  readonly revision: number;
  readonly ready: boolean;
  /** deletionTimestamp is set. */
  readonly terminating: boolean;
  /** The object is gone. */
  readonly exited: boolean;
  /** Sets deletionTimestamp. */
  delete(): void;
}

/** A rolling update's figures, all in pods. */
export interface Strategy {
  readonly replicas: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** What one sync of the controller does. */
export interface Step<P> {
  /** Pods to create of the new revision. */
  readonly create: number;
  readonly remove: readonly P[];
}

/**
 * One step of a rolling update (pkg/controller/deployment/rolling.go): the new ReplicaSet first, and only when it was
 * not scaled the old ones. Sums use `spec.replicas`, so terminating pods are not counted.
 */
export function rollingStep<P extends Member>(
  { replicas, maxSurge, maxUnavailable }: Strategy,
  revision: number,
  members: readonly P[],
): Step<P> {
  const counted = members.filter((pod) => !pod.terminating && !pod.exited);
  const fresh = counted.filter((pod) => pod.revision === revision);
  const old = counted.filter((pod) => pod.revision !== revision);
  const available = (pods: readonly P[]) => pods.filter((pod) => pod.ready).length;

  const create = Math.min(replicas + maxSurge - counted.length, replicas - fresh.length);
  if (create > 0) return { create, remove: [] };

  const minAvailable = replicas - maxUnavailable;
  const removable = counted.length - minAvailable - (fresh.length - available(fresh));
  if (removable <= 0) return { create: 0, remove: [] };
  const unhealthy = old.filter((pod) => !pod.ready).slice(0, removable);
  const surplus = Math.max(0, available(counted) - minAvailable);
  const healthy = old.filter((pod) => pod.ready).slice(0, surplus);
  return { create: 0, remove: [...unhealthy, ...healthy] };
}

/** A Deployment and its controller: it steps whenever a pod has changed, until there is nothing to do. */
export class Deployment<P extends Member> {
  readonly #strategy: Strategy;
  readonly #create: (revision: number, changed: () => void) => P;
  readonly #members: P[] = [];
  #revision = 0;
  #stopped = false;
  #syncing = false;
  #settled = Promise.withResolvers<void>();

  constructor(strategy: Strategy, create: (revision: number, changed: () => void) => P) {
    this.#strategy = strategy;
    this.#create = create;
  }

  /** Every pod that ever was, in the order of creation. */
  get members(): readonly P[] {
    return this.#members;
  }

  /** A new pod template. Resolves when it is complete and every older pod is gone. */
  rollOut(): Promise<void> {
    this.#revision += 1;
    this.#settled = Promise.withResolvers<void>();
    this.#sync();
    return this.#settled.promise;
  }

  /** Stops the controller: pods that go are no longer replaced. */
  stop(): void {
    this.#stopped = true;
  }

  #sync(): void {
    // A pod reports its deletion at once: the running loop takes it into account.
    if (this.#syncing || this.#stopped) return;
    this.#syncing = true;
    while (this.#step());
    this.#syncing = false;
    if (this.#complete()) this.#settled.resolve();
  }

  /** False when there was nothing to do. */
  #step(): boolean {
    const { create, remove } = rollingStep(this.#strategy, this.#revision, this.#members);
    for (const pod of remove) pod.delete();
    for (let made = 0; made < create; made += 1)
      this.#members.push(this.#create(this.#revision, () => this.#sync()));
    return create > 0 || remove.length > 0;
  }

  #complete(): boolean {
    const present = this.#members.filter((pod) => !pod.exited);
    return (
      present.length === this.#strategy.replicas &&
      present.every((pod) => pod.revision === this.#revision && pod.ready)
    );
  }
}
