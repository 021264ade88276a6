import type { Clock } from '../clock.ts';
import type { ContainerEngine } from '../engines/index.ts';
import type { Note } from '../events.ts';
import type { Random, Range } from '../random.ts';
import { podUid, resolveSurroundings, type Surroundings } from './facts.ts';
import type { PodRequest, PodRunner } from './pod.ts';
import { PodWorker } from './pod-worker.ts';
import { Relist } from './relist.ts';

/** What a kubelet works with. Default of what pods are configured from: no objects and Services, this machine as the node. */
export interface KubeletOptions extends Partial<Surroundings> {
  readonly clock: Clock;
  readonly engine: ContainerEngine;
  readonly note: Note;
  readonly random: Random;
  /** After how long it hears of a deletion, in milliseconds. Default: 0–1000, by the watch and its queue. */
  readonly deletionLagMs?: Range;
  /**
   * When it was started, in the clock's milliseconds. Probes with a longer period than it has been up wait a random part
   * of that first. Default: long ago.
   */
  readonly startedAt?: number;
  /** When in each second it asks the engine what runs, in milliseconds. Default: random. */
  readonly relistPhaseMs?: number;
  /** Where pods have their volumes, a folder for each. Default: among the machine's temporary files. */
  readonly volumesFolder?: string;
  /**
   * After how long a change of a ConfigMap or Secret reaches the files of a pod, in milliseconds. Default: 0–90 000, by
   * the kubelet's sync and the age of what it has cached.
   */
  readonly refreshMs?: Range;
  /** The engine itself failed, which no rule of Kubernetes covers. */
  readonly fault: (error: unknown) => void;
}

/** The kubelet of the one node of a rehearsal. */
export class Kubelet implements PodRunner {
  readonly #options: KubeletOptions;
  readonly #relist: Relist;
  readonly #surroundings: Surroundings;
  #pods = 0;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#relist = new Relist(options.clock, options.relistPhaseMs ?? options.random.uniform(0, 1000));
    const { engine, volumesFolder } = options;
    this.#surroundings = resolveSurroundings(options, engine.hostAddress, volumesFolder);
  }

  run(request: PodRequest): PodWorker {
    const {
      clock,
      engine,
      note,
      random,
      deletionLagMs = [0, 1000],
      refreshMs = [0, 90_000],
      volumesFolder,
      startedAt = -Infinity,
      fault,
    } = this.#options;
    const uid = request.uid ?? podUid(request.name, ++this.#pods);
    return new PodWorker(
      { ...request, uid },
      {
        clock,
        engine,
        note,
        relist: this.#relist,
        surroundings: this.#surroundings,
        volumesFolder,
        refreshMs: () => random.uniform(...refreshMs),
        deletionLagMs: () => random.uniform(...deletionLagMs),
        retryMs: () => random.uniform(10_000, 15_000),
        // prober/worker.go run: so that a restarted kubelet does not probe all pods at once.
        probeDelayMs: (periodMs) => (periodMs > clock.now() - startedAt ? random.uniform(0, periodMs) : 0),
        fault,
      },
    );
  }
}
