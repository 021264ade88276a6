import type { Timer } from '../clock.ts';
import type { PodSandbox } from '../engines/index.ts';
import { podResources } from './container-config/index.ts';
import { ContainerStart } from './container-start.ts';
import { PodContainer } from './container.ts';
import type { PodWorkerContext } from './context.ts';
import { podFacts } from './facts.ts';
import { hostnameOf } from './hostname.ts';
import { planPod, type PodPlan } from './plan.ts';
import type { Pod, PodRequest } from './pod.ts';
import { PodProbes } from './pod-probes.ts';
import { resolvePodSpec, type ResolvedPodSpec } from './spec/index.ts';
import { StatusBoard } from './status-board.ts';
import type { PodStatus } from './status/index.ts';
import { endInTurns, killContainer } from './termination/index.ts';
import { PodVolumes } from './volumes/index.ts';

/** However soon the API forgets a pod: what the kubelet gives it at least (pod_workers.go calculateEffectiveGracePeriod). */
const MINIMUM_DELETION_GRACE_SECONDS = 1;

/** Leads one pod through its life (pkg/kubelet/pod_workers.go: SyncPod, SyncTerminatingPod, SyncTerminatedPod). */
export class PodWorker implements Pod {
  readonly name: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly #spec: ResolvedPodSpec;
  readonly #request: PodRequest;
  readonly #context: PodWorkerContext;
  readonly #containers: readonly PodContainer[];
  readonly #probes: PodProbes;
  readonly #board: StatusBoard;
  readonly #volumes: PodVolumes;
  readonly #alive = new AbortController();
  readonly #living: Promise<void>;
  #sandbox: PodSandbox | undefined;
  #ending: Promise<void> | undefined;
  /** SyncPod or SyncTerminatingPod takes its steps. */
  #isBusy = false;
  /** Something changed since the last plan. */
  #dirty = false;
  #wake: (() => void) | undefined;
  /** When the earliest back-off ends. */
  #alarm: Timer | undefined;

  constructor(request: PodRequest, context: PodWorkerContext) {
    const { clock, note } = context;
    this.#request = request;
    this.#context = context;
    this.name = request.name;
    this.revision = request.revision;
    this.createdAt = clock.now();
    this.#spec = resolvePodSpec(request.spec);
    this.#containers = this.#spec.containers.map((spec) => new PodContainer(spec));
    this.#board = new StatusBoard(this, this.#spec, this.#containers, clock, note);
    this.#probes = new PodProbes({
      pod: this.name,
      containers: this.#containers,
      clock,
      note,
      sandbox: () => this.#sandbox,
      isOver: () => this.#board.isOver,
      changed: () => this.#changed(),
    });
    this.#volumes = new PodVolumes({
      ...context,
      pod: podFacts(request, undefined),
      folder: context.volumesFolder,
    });
    note({ type: 'pod-created', pod: this.name, revision: this.revision });
    this.#probes.start(context.probeDelayMs).catch(context.fault);
    this.#living = this.#live().catch(context.fault);
  }

  get status(): PodStatus {
    return this.#board.status;
  }

  watch(listener: (pod: Pod) => void): void {
    this.#board.watch(listener);
  }

  delete(graceSeconds = this.#spec.gracePeriodSeconds): void {
    if (!this.#board.deleted(graceSeconds)) return;
    const { clock, deletionLagMs, fault } = this.#context;
    clock.after(deletionLagMs(), () => {
      this.#end('deleted', Math.max(graceSeconds, MINIMUM_DELETION_GRACE_SECONDS))
        .then(() => this.#board.removed())
        .catch(fault);
    });
  }

  /** SyncPod, again and again, until nothing is left to run or the pod is ended. */
  async #live(): Promise<void> {
    const { engine } = this.#context;
    const { signal } = this.#alive;
    try {
      await this.#volumes.mount(signal);
      const resources = podResources(this.#request.spec);
      const { hostname, domain } = hostnameOf(podFacts(this.#request, undefined));
      this.#sandbox = await engine.createSandbox({ ...this.#request, hostname, domain, resources });
      this.#board.ip = this.#sandbox.ip;
      for (;;) {
        signal.throwIfAborted();
        this.#dirty = false;
        const plan = planPod(this.#containers.map(({ planned }) => planned));
        if (plan.kind === 'end') break;
        this.#isBusy = true;
        const acted = await this.#apply(plan, this.#sandbox, signal);
        this.#isBusy = false;
        if (acted) await this.#relisted(signal);
        else await this.#woken(signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    // Not awaited: the end waits for this.
    this.#end('over', this.#spec.gracePeriodSeconds).catch(this.#context.fault);
  }

  /** Takes the steps of a plan. False when there was nothing to do yet. */
  async #apply(
    { kill, start }: Extract<PodPlan, { kind: 'steps' }>,
    sandbox: PodSandbox,
    signal: AbortSignal,
  ): Promise<boolean> {
    // What the last look at the runtime saw decides on back-off, not what the killing below makes of it.
    const pod = { request: this.#request, volumes: this.#volumes };
    const starts = start.map((name) => new ContainerStart(this.#container(name), pod, this.#context));
    for (const { name, failed } of kill) {
      const container = this.#container(name);
      const own = container.spec.probes[failed]?.terminationGracePeriodSeconds;
      await this.#kill(container, `${failed} probe failed`, own ?? this.#spec.gracePeriodSeconds, signal);
    }
    let acted = kill.length > 0;
    const waits: number[] = [];
    for (const step of starts) {
      const waitMs = step.waitMs();
      if (waitMs > 0) waits.push(waitMs);
      else {
        acted = true;
        await step.run(sandbox, signal, {
          exited: () => this.#context.clock.after(this.#context.relist.nextMs, () => this.#observe()),
          kill: (reason) => this.#kill(step.container, reason, this.#spec.gracePeriodSeconds, signal),
        });
      }
    }
    if (waits.length > 0) this.#wakeAfter(Math.min(...waits));
    return acted;
  }

  /** SyncTerminatingPod: ends all that runs, all at once but for the turns of sidecars. */
  #end(reason: string, graceSeconds: number): Promise<void> {
    this.#alive.abort(new Error(`the pod is ${reason}`));
    this.#alarm?.clear();
    this.#ending ??= (async () => {
      await this.#living;
      this.#isBusy = true;
      this.#probes.stop('startup', 'liveness');
      const running = this.#containers.filter((container) => container.running !== undefined);
      await endInTurns(running, (container, turn) =>
        this.#kill(container, `pod ${reason}`, graceSeconds, undefined, turn),
      );
      this.#probes.stop('readiness');
      for (const container of this.#containers) container.observe();
      this.#board.over();
      await this.#sandbox?.remove();
      await this.#volumes.remove();
    })();
    return this.#ending;
  }

  async #kill(
    { spec, running }: PodContainer,
    reason: string,
    graceSeconds: number,
    signal: AbortSignal | undefined,
    turn?: Promise<unknown>,
  ): Promise<void> {
    const { clock, note } = this.#context;
    const sandbox = this.#sandbox;
    if (running === undefined || sandbox === undefined) return;
    await killContainer({
      pod: this.name,
      spec,
      running,
      sandbox,
      clock,
      note,
      reason,
      graceSeconds,
      turn,
      signal,
    });
  }

  #container(name: string): PodContainer {
    return this.#containers.find(({ spec }) => spec.name === name) as PodContainer;
  }

  /** The kubelet acts again only on what it has seen since it acted (pkg/kubelet/container/cache.go GetNewerThan). */
  async #relisted(signal: AbortSignal): Promise<void> {
    await this.#context.clock.sleep(this.#context.relist.nextMs, signal);
    this.#observe();
  }

  /**
   * While the worker starts or kills, postStart and grace periods included, it looks at nothing: readiness probes alone change
   * the status meanwhile. What it has missed is seen at the look that follows.
   */
  #observe(): void {
    if (this.#isBusy) return;
    if (this.#containers.map((container) => container.observe()).includes(true)) this.#changed();
  }

  #changed(): void {
    this.#board.update();
    this.#probes.triggerUnready();
    this.#rouse();
  }

  #wakeAfter(ms: number): void {
    this.#alarm?.clear();
    this.#alarm = this.#context.clock.after(ms, () => this.#rouse());
  }

  #rouse(): void {
    this.#dirty = true;
    this.#wake?.();
  }

  #woken(signal: AbortSignal): Promise<void> {
    if (this.#dirty) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
