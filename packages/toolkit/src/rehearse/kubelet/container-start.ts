import type { PodSandbox, RunningContainer, StartRefusal } from '../engines/index.ts';
import { throwIfExhausted } from '../exhaustion.ts';
import { containerConfig } from './container-config/index.ts';
import type { PodContainer } from './container.ts';
import type { PodWorkerContext } from './context.ts';
import { podFacts } from './facts.ts';
import { messageOf } from '../../message-of.ts';
import { runHook } from './hooks.ts';
import type { PodRequest } from './pod.ts';
import type { PodVolumes } from './volumes/index.ts';
import { settlesWithin } from './within.ts';

/**
 * The end of a container's main process takes along the command of a hook, or what it asks, and is told this much later at most,
 * in milliseconds.
 */
const END_LAG_MS = 200;

/** Whose container is started. */
interface StartedPod {
  readonly request: PodRequest;
  readonly volumes: PodVolumes;
}

/** What a start reports back. */
interface Followers {
  /** The main process ended. */
  readonly exited: () => void;
  /** Has the container killed. */
  readonly kill: (reason: string) => Promise<void>;
}

/** One start of a container: back-off first, then creation, start and postStart (kuberuntime startContainer). */
export class ContainerStart {
  readonly container: PodContainer;
  readonly #pod: StartedPod;
  readonly #context: PodWorkerContext;
  readonly #lastFinishedAt: number | undefined;

  constructor(container: PodContainer, pod: StartedPod, context: PodWorkerContext) {
    this.container = container;
    this.#pod = pod;
    this.#context = context;
    this.#lastFinishedAt = container.status.lastEnd?.finishedAt;
  }

  /** How much longer it has to wait; 0 when it may be run. */
  waitMs(): number {
    const { container } = this;
    const { clock, note } = this.#context;
    const finishedAt = this.#lastFinishedAt;
    const restartAt = finishedAt === undefined ? 0 : container.backoff.restartAt(finishedAt);
    const mayStartAt = Math.max(restartAt, container.notBefore);
    const forMs = mayStartAt - clock.now();
    if (forMs <= 0) return 0;
    if (container.waitsUntil(mayStartAt) && restartAt === mayStartAt)
      note({ ...this.#facts, type: 'container-waiting', reason: 'CrashLoopBackOff', forMs });
    return forMs;
  }

  /** Starts it. postStart holds up whatever is started after it; when it fails, the container is killed. */
  async run(sandbox: PodSandbox, signal: AbortSignal, { exited, kill }: Followers): Promise<void> {
    const { container } = this;
    const { clock, note, retryMs, fault } = this.#context;
    if (this.#lastFinishedAt !== undefined) container.backoff.restarted(this.#lastFinishedAt, clock.now());
    const running = await this.#create(sandbox);
    if ('refused' in running) {
      const forMs = retryMs();
      container.refused(running.refused, clock.now() + forMs);
      const { refused: reason, message } = running;
      note({
        ...this.#facts,
        type: 'container-waiting',
        reason,
        forMs,
        ...(message !== undefined && { message }),
      });
      return;
    }
    container.began(running, clock.now());
    note({ ...this.#facts, type: 'container-started', restartCount: container.restartCount });
    const ended = running.exited.then((exit) => {
      const { exitCode, reason } = container.ended(exit, clock.now());
      note({ ...this.#facts, type: 'container-exited', exitCode, reason });
      exited();
    });
    ended.catch(fault);
    signal.throwIfAborted();
    if (!(await this.#postStart(running, sandbox, signal))) await kill('postStart failed');
  }

  async #create(sandbox: PodSandbox): Promise<RunningContainer | StartRefusal> {
    const { spec, starts } = this.container;
    const { request, volumes } = this.#pod;
    const pod = podFacts(request, sandbox.ip);
    const config = containerConfig(spec.definition, pod, this.#context.surroundings, volumes);
    return 'refused' in config ? config : sandbox.start(config, starts);
  }

  async #postStart(running: RunningContainer, sandbox: PodSandbox, signal: AbortSignal): Promise<boolean> {
    const { definition } = this.container.spec;
    const { clock, note } = this.#context;
    const hook = definition.lifecycle?.postStart;
    if (hook === undefined) return true;
    const facts = { ...this.#facts, hook: 'postStart' } as const;
    note({ type: 'hook-started', ...facts });
    try {
      await runHook(hook, { container: definition, running, sandbox, clock }, signal);
      note({ type: 'hook-ended', ...facts, outcome: 'success' });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      throwIfExhausted(error);
      note({ type: 'hook-ended', ...facts, outcome: 'failure', message: messageOf(error) });
      // Whoever has ended by itself is not killed.
      return settlesWithin(clock, END_LAG_MS, running.exited, signal);
    }
  }

  get #facts() {
    return { pod: this.#pod.request.name, container: this.container.spec.name };
  }
}
