import type { ProbeKind } from '../events.ts';
import type { Exit, RunningContainer } from '../engines/index.ts';
import { RestartBackoff } from './backoff.ts';
import type { Planned } from './plan.ts';
import { initialResults, type Result } from './probes/index.ts';
import type { ContainerSpec } from './spec/index.ts';
import { terminationOf, type ContainerState, type ContainerStatus, type Terminated } from './status/index.ts';

/**
 * One container of a pod over all its restarts: what became of it, and what the kubelet has noticed of that. The two
 * differ until the next relist.
 */
export class PodContainer {
  readonly spec: ContainerSpec;
  readonly backoff = new RestartBackoff();
  /** The main process, as long as it lives. */
  running: RunningContainer | undefined;
  /** A refused creation is not tried again before this, in the clock's milliseconds. */
  notBefore = 0;
  #actual: ContainerState = { kind: 'waiting', reason: 'ContainerCreating' };
  #noticed: ContainerState = this.#actual;
  #lastEnd: Terminated | undefined;
  #noticedEnd: Terminated | undefined;
  #starts = 0;
  #waitingUntil: number | undefined;
  readonly #results = new Map<ProbeKind, { readonly id: string; readonly result: Result }>();

  constructor(spec: ContainerSpec) {
    this.spec = spec;
  }

  /** How often it was started again. */
  get restartCount(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** It was created and runs from `startedAt` on. */
  began(running: RunningContainer, startedAt: number): void {
    this.running = running;
    this.#starts++;
    this.#actual = { kind: 'running', id: running.id, startedAt };
  }

  /** It was not created. */
  refused(reason: string, notBefore: number): void {
    this.notBefore = notBefore;
    if (this.#actual.kind === 'waiting') this.#actual = { kind: 'waiting', reason };
  }

  /** It waits for its start. True when that was not known yet. */
  waitsUntil(at: number): boolean {
    const isNew = this.#waitingUntil !== at;
    this.#waitingUntil = at;
    return isNew;
  }

  /** Its main process ended. */
  ended(exit: Exit, finishedAt: number): Terminated {
    const { id, startedAt } =
      this.#actual.kind === 'running' ? this.#actual : { id: '', startedAt: finishedAt };
    const end: Terminated = { kind: 'terminated', id, startedAt, finishedAt, ...terminationOf(exit) };
    this.running = undefined;
    this.#lastEnd = end;
    this.#actual = end;
    return end;
  }

  /** The kubelet looks. True when it sees something new. */
  observe(): boolean {
    const isNew = this.#noticed !== this.#actual;
    this.#noticed = this.#actual;
    this.#noticedEnd = this.#lastEnd;
    return isNew;
  }

  /** Takes a probe's result. True when it is another than before. */
  decide(kind: ProbeKind, id: string, result: Result): boolean {
    const before = this.#results.get(kind);
    this.#results.set(kind, { id, result });
    return (before?.id === id ? before.result : initialResults[kind]) !== result;
  }

  /** As the kubelet knows it. */
  get status(): ContainerStatus {
    const started = this.#noticed.kind === 'running' && this.#passes('startup');
    return {
      spec: this.spec,
      state: this.#noticed,
      lastEnd: this.#noticedEnd,
      restartCount: this.restartCount,
      started,
      ready: started && this.#passes('readiness'),
    };
  }

  /** What the next step is planned from. */
  get planned(): Planned {
    const failedProbe = (['liveness', 'startup'] as const).find((kind) => this.#result(kind) === 'failure');
    return { ...this.status, failedProbe };
  }

  /** There is no such probe, or it succeeded for the container that runs now. */
  #passes(kind: ProbeKind): boolean {
    return this.spec.probes[kind] === undefined || this.#result(kind) === 'success';
  }

  #result(kind: ProbeKind): Result | undefined {
    const found = this.#results.get(kind);
    return this.#noticed.kind === 'running' && found?.id === this.#noticed.id ? found.result : undefined;
  }
}
