import type { Clock } from '../clock.ts';
import type { PodSandbox } from '../engines/index.ts';
import type { Note, ProbeKind } from '../events.ts';
import type { PodContainer } from './container.ts';
import { Prober, ProbeWorker, type Probed } from './probes/index.ts';
import type { ProbeSpec } from './spec/index.ts';

/** What the workers of a pod need. */
interface PodProbesOptions {
  readonly pod: string;
  readonly containers: readonly PodContainer[];
  readonly clock: Clock;
  readonly note: Note;
  readonly sandbox: () => PodSandbox | undefined;
  readonly isOver: () => boolean;
  /** A probe has changed what holds of a container. */
  readonly changed: () => void;
}

const kinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** The probe workers of one pod, one for each probe of each container. */
export class PodProbes {
  readonly #options: PodProbesOptions;
  readonly #prober: Prober;
  readonly #workers: { container: PodContainer; kind: ProbeKind; worker: ProbeWorker; periodMs: number }[];

  constructor(options: PodProbesOptions) {
    this.#options = options;
    this.#prober = new Prober(options.clock);
    this.#workers = options.containers.flatMap((container) =>
      kinds.flatMap((kind) => {
        const spec = container.spec.probes[kind];
        if (spec === undefined) return [];
        const worker = new ProbeWorker(kind, spec, this.#probed(container, kind), options.clock);
        return [{ container, kind, worker, periodMs: spec.periodSeconds * 1000 }];
      }),
    );
  }

  /**
   * Starts all workers.
   *
   * @param delayOf how long the worker of a probe with this period waits before its first tick, in milliseconds
   */
  start(delayOf: (periodMs: number) => number): Promise<unknown> {
    return Promise.all(this.#workers.map(({ worker, periodMs }) => worker.run(delayOf(periodMs))));
  }

  /** Has every container that is started but not ready probed at once: each change of the status does (prober_manager.go). */
  triggerUnready(): void {
    for (const { container, kind, worker } of this.#workers) {
      const { started, ready } = container.status;
      if (kind === 'readiness' && started && !ready) worker.trigger();
    }
  }

  /** Stops the workers of these kinds, for good. */
  stop(...stopped: readonly ProbeKind[]): void {
    for (const { kind, worker } of this.#workers) if (stopped.includes(kind)) worker.stop();
  }

  #probed(container: PodContainer, kind: ProbeKind): Probed {
    const { pod, clock, note, isOver, sandbox, changed } = this.#options;
    const facts = { pod, container: container.spec.name, probe: kind };
    return {
      status: () => container.status,
      isOver,
      probe: async (spec, ended) => {
        const startedAt = clock.now();
        const report = await this.#ask(container, spec, sandbox(), ended);
        if (!ended.aborted) note({ type: 'probe', ...facts, ...report, startedAt });
        return report.outcome;
      },
      decided: (id, result) => {
        if (!container.decide(kind, id, result)) return;
        if (result !== 'unknown') note({ type: 'probe-result', ...facts, result });
        changed();
      },
    };
  }

  #ask(container: PodContainer, spec: ProbeSpec, sandbox: PodSandbox | undefined, ended: AbortSignal) {
    const { running } = container;
    // It ended and the kubelet has not looked since: nobody answers, and the runtime refuses to run a command there.
    if (running === undefined || sandbox === undefined) {
      const outcome = spec.action.exec === undefined ? 'failure' : 'error';
      return Promise.resolve({ outcome, message: 'the container does not run' } as const);
    }
    return this.#prober.probe(spec, { container: container.spec.definition, running, sandbox }, ended);
  }
}
