import type {
  ContainerConfig,
  ContainerEngine,
  PodIdentity,
  PodSandbox,
  RunningContainer,
} from '../../engines/index.ts';

/** What runs of one pod. */
export interface ObservedPod {
  readonly sandbox: PodSandbox;
  /** By name; a container that has exited is not among them. */
  readonly containers: ReadonlyMap<string, RunningContainer>;
}

/** An engine, with a view of what it runs: scenarios act on processes, and samples are taken of them. */
export class ObservedEngine implements ContainerEngine {
  readonly name: string;
  readonly notEmulated: readonly string[];
  readonly hostAddress: string;
  readonly #engine: ContainerEngine;
  readonly #pods = new Map<string, ObservedPod>();

  constructor(engine: ContainerEngine) {
    this.#engine = engine;
    this.name = engine.name;
    this.notEmulated = engine.notEmulated;
    this.hostAddress = engine.hostAddress;
  }

  /** The pods that have a sandbox, by name. */
  get pods(): ReadonlyMap<string, ObservedPod> {
    return this.#pods;
  }

  async createSandbox(pod: PodIdentity): Promise<PodSandbox> {
    const sandbox = await this.#engine.createSandbox(pod);
    const containers = new Map<string, RunningContainer>();
    const observed: PodSandbox = {
      ip: sandbox.ip,
      network: sandbox.network,
      addressOf: (port) => sandbox.addressOf(port),
      listening: () => sandbox.listening(),
      start: async (config: ContainerConfig, restartCount: number) => {
        const running = await sandbox.start(config, restartCount);
        if (!('refused' in running)) {
          containers.set(config.name, running);
          void running.exited.then(() => {
            if (containers.get(config.name) === running) containers.delete(config.name);
          });
        }
        return running;
      },
      remove: async () => {
        this.#pods.delete(pod.name);
        await sandbox.remove();
      },
    };
    this.#pods.set(pod.name, { sandbox: observed, containers });
    return observed;
  }
}
