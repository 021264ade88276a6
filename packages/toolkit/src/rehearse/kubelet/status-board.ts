import type { Clock } from '../clock.ts';
import type { Note } from '../events.ts';
import type { PodContainer } from './container.ts';
import type { Pod } from './pod.ts';
import type { ResolvedPodSpec } from './spec/index.ts';
import { isTerminal, podPhase, podReady, type PodStatus } from './status/index.ts';

/** A pod's status, kept up to date, with the events and the watchers of its changes. */
export class StatusBoard {
  /** `status.podIP`, once there is a sandbox. */
  ip: string | undefined;
  readonly #pod: Pod;
  readonly #spec: ResolvedPodSpec;
  readonly #containers: readonly PodContainer[];
  readonly #clock: Clock;
  readonly #note: Note;
  readonly #listeners: ((pod: Pod) => void)[] = [];
  #over = false;
  #known: Pick<
    PodStatus,
    'phase' | 'ready' | 'readySince' | 'deletedAt' | 'deletionGraceSeconds' | 'removed'
  >;

  constructor(
    pod: Pod,
    spec: ResolvedPodSpec,
    containers: readonly PodContainer[],
    clock: Clock,
    note: Note,
  ) {
    this.#pod = pod;
    this.#spec = spec;
    this.#containers = containers;
    this.#clock = clock;
    this.#note = note;
    this.#known = {
      phase: 'Pending',
      ready: false,
      readySince: clock.now(),
      deletedAt: undefined,
      deletionGraceSeconds: undefined,
      removed: false,
    };
  }

  get status(): PodStatus {
    return { ...this.#known, ip: this.ip, containers: this.#containers.map(({ status }) => status) };
  }

  /** The pod has a terminal phase. */
  get isOver(): boolean {
    return isTerminal(this.#known.phase);
  }

  watch(listener: (pod: Pod) => void): void {
    this.#listeners.push(listener);
  }

  /** Sets deletionTimestamp. False when it was set before. */
  deleted(graceSeconds: number): boolean {
    if (this.#known.deletedAt !== undefined) return false;
    this.#known = { ...this.#known, deletedAt: this.#clock.now(), deletionGraceSeconds: graceSeconds };
    this.#note({ type: 'pod-deleted', pod: this.#pod.name, graceSeconds });
    this.#tell();
    return true;
  }

  /** Nothing runs any more and nothing will. */
  over(): void {
    this.#over = true;
    this.update();
  }

  /** The object is gone. */
  removed(): void {
    this.#known = { ...this.#known, removed: true };
    this.#note({ type: 'pod-removed', pod: this.#pod.name });
    this.#tell();
  }

  /** Derives the status anew from the containers. */
  update(): void {
    const statuses = this.#containers.map(({ status }) => status);
    const before = this.#known;
    const phase = podPhase(this.#spec, statuses, this.#over);
    const ready = podReady(this.#spec, statuses, phase);
    if (phase === before.phase && ready === before.ready) return;
    const readySince = ready === before.ready ? before.readySince : this.#clock.now();
    this.#known = { ...before, phase, ready, readySince };
    const pod = this.#pod.name;
    if (phase !== before.phase) this.#note({ type: 'pod-phase', pod, phase });
    if (ready !== before.ready) this.#note({ type: 'pod-ready', pod, ready });
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#pod);
  }
}
