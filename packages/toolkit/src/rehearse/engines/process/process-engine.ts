import { ToolkitError } from '../../../errors.ts';
import type { ContainerEngine, PodIdentity } from '../engine.ts';
import { findMachine, type Abilities, type Machine } from './machine.ts';
import type { ProcessEngineOptions } from './options.ts';
import { releaseTag, takeTag, type OwnerTag } from './owner.ts';
import { ProcessSandbox } from './sandbox.ts';
import { claimFolder, folderOf, sweep, sweepDeadRuns } from './sweep.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs containers as processes of this machine: with namespaces, cgroups and addresses of their own as far as the machine
 * allows it; {@link ProcessEngine.notEmulated} says what it does not. What earlier runs left behind that were killed is
 * taken away first.
 *
 * @throws ToolkitError SW_MACHINE_UNFIT, SW_FIREWALL, SW_MACHINE_EXHAUSTED
 */
export async function createProcessEngine(options: ProcessEngineOptions): Promise<ProcessEngine> {
  if (process.platform !== 'linux')
    throw new ToolkitError('SW_MACHINE_UNFIT', { what: `This is ${process.platform}` });
  sweepDeadRuns();
  const tag = takeTag();
  claimFolder(tag);
  const sandboxes = new Set<ProcessSandbox>();
  const watch = sweepAtExit(tag, sandboxes);
  try {
    return new ProcessEngine(tag, options, await findMachine(tag, options), sandboxes, watch);
  } catch (error) {
    sweep(tag);
    releaseTag(tag);
    watch[Symbol.dispose]();
    throw error;
  }
}

/** An engine whose containers are processes. Disposed of, it leaves nothing behind. */
export class ProcessEngine implements ContainerEngine, AsyncDisposable {
  readonly name = 'process';
  readonly notEmulated: readonly string[];
  readonly hostAddress: string;
  readonly folder: string;
  readonly can: Abilities;
  readonly #tag: OwnerTag;
  readonly #options: ProcessEngineOptions;
  readonly #machine: Machine;
  readonly #watch: Disposable;
  readonly #sandboxes: Set<ProcessSandbox>;
  #started = 0;

  /** See {@link createProcessEngine}. */
  constructor(
    tag: OwnerTag,
    options: ProcessEngineOptions,
    machine: Machine,
    sandboxes: Set<ProcessSandbox>,
    watch: Disposable,
  ) {
    this.#sandboxes = sandboxes;
    this.#tag = tag;
    this.#options = options;
    this.#machine = machine;
    this.#watch = watch;
    this.notEmulated = machine.notEmulated;
    this.can = machine.can;
    this.hostAddress = machine.network.hostAddress;
    this.folder = folderOf(tag);
  }

  async createSandbox(pod: PodIdentity): Promise<ProcessSandbox> {
    const { isolation, groups, network } = this.#machine;
    const ground = {
      options: this.#options,
      isolation,
      groups,
      folder: this.folder,
      nextNumber: () => (this.#started += 1),
    };
    const address = await network.add();
    const sandbox = new ProcessSandbox(pod, address, ground, () => this.#sandboxes.delete(sandbox));
    this.#sandboxes.add(sandbox);
    return sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sandboxes].map((sandbox) => sandbox.kill()));
    sweep(this.#tag);
    releaseTag(this.#tag);
    this.#watch[Symbol.dispose]();
  }
}

/** However this process ends, short of SIGKILL, nothing of the run is left; what a signal does otherwise stays as it is. */
function sweepAtExit(tag: OwnerTag, sandboxes: ReadonlySet<ProcessSandbox>): Disposable {
  const onExit = () => {
    for (const sandbox of sandboxes) sandbox.killNow();
    sweep(tag);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    // Someone else takes care of it, and disposes of the engine.
    if (process.listenerCount(signal) > 1) return;
    onExit();
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
  };
  process.on('exit', onExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    [Symbol.dispose]() {
      process.removeListener('exit', onExit);
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    },
  };
}
