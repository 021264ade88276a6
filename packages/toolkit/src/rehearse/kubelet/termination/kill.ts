import type { Clock } from '../../clock.ts';
import type { PodSandbox, RunningContainer } from '../../engines/index.ts';
import type { Note } from '../../events.ts';
import { throwIfExhausted } from '../../exhaustion.ts';
import { messageOf } from '../../../message-of.ts';
import { LEFT_OPEN } from '../exit-words.ts';
import { runHook } from '../hooks.ts';
import type { ContainerSpec } from '../spec/index.ts';
import { settlesWithin } from '../within.ts';

/** What a container gets at least between signal and SIGKILL (kuberuntime minimumGracePeriodInSeconds). */
const MINIMUM_GRACE_SECONDS = 2;

/** Those that had their stop signal: containerd sends it once, however often it is asked to stop one (IsStopSignaledWithTimeout). */
const signalled = new WeakSet<RunningContainer>();

/** One container to end. */
interface Kill {
  readonly pod: string;
  readonly spec: ContainerSpec;
  readonly running: RunningContainer;
  readonly sandbox: PodSandbox;
  readonly clock: Clock;
  readonly note: Note;
  /** Why, for people. */
  readonly reason: string;
  /** The one budget for preStop, its turn and what follows the signal. */
  readonly graceSeconds: number;
  /** What it waits for, within the grace period, before it is signalled. */
  readonly turn?: Promise<unknown> | undefined;
  /** Gives up waiting; whoever aborts ends the container another way. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Ends a container (pkg/kubelet/kuberuntime killContainer): preStop, at most as long as the grace period; its turn; the
 * stop signal, which is the image's, else SIGTERM, to PID 1, once; SIGKILL when the rest of the grace period, at least 2 s, is
 * over. Each step's whole elapsed seconds are deducted. `lifecycle.stopSignal` is dropped by a cluster whose feature gate
 * ContainerStopSignals is off, as it is by default (pkg/api/pod/util.go dropContainerStopSignals).
 */
export async function killContainer(kill: Kill): Promise<void> {
  const { pod, spec, running, clock, note, graceSeconds, reason, turn, signal } = kill;
  const container = spec.name;
  let exited = false;
  const exit = running.exited.then(() => (exited = true));
  let remaining = graceSeconds;
  note({ type: 'container-killed', pod, container, reason, graceSeconds });
  if (remaining > 0) remaining -= await wholeSeconds(clock, () => preStop(kill, remaining));
  if (remaining > 0 && turn !== undefined)
    remaining -= await wholeSeconds(clock, () => settlesWithin(clock, remaining * 1000, turn, signal));
  if (exited) return;
  const send = (name: NodeJS.Signals) => {
    note({ type: 'signal', pod, container, signal: name });
    running.signal(name);
  };
  if (!signalled.has(running)) send(running.stopSignal ?? 'SIGTERM');
  signalled.add(running);
  const grace = Math.max(remaining, MINIMUM_GRACE_SECONDS);
  if (await settlesWithin(clock, grace * 1000, exit, signal)) return;
  send('SIGKILL');
  await exit;
}

/**
 * Runs preStop, if there is one; whatever comes of it, the container is ended. One that takes longer than the grace period is
 * waited for no longer, and goes on until the container has ended (executePreStopHook).
 */
async function preStop(kill: Kill, graceSeconds: number): Promise<void> {
  const { pod, spec, running, sandbox, clock, note, signal } = kill;
  const hook = spec.definition.lifecycle?.preStop;
  if (hook === undefined) return;
  const facts = { pod, container: spec.name, hook: 'preStop' } as const;
  const over = new AbortController();
  const ended = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const { promise: timeout, resolve } = Promise.withResolvers<'timeout'>();
  const timer = clock.after(graceSeconds * 1000, () => resolve('timeout'));
  note({ type: 'hook-started', ...facts });
  try {
    let isLeftOpen = false;
    const target = { container: spec.definition, running, sandbox, clock, ended: () => (isLeftOpen = true) };
    const hooked = runHook(hook, target, ended);
    const outcome = await Promise.race([hooked.then(() => 'success' as const), timeout]);
    const message = outcome === 'timeout' && isLeftOpen ? { message: LEFT_OPEN } : {};
    note({ type: 'hook-ended', ...facts, outcome, ...message });
    if (outcome === 'timeout')
      void running.exited.then(() => over.abort(new Error('the container has ended')));
  } catch (error) {
    signal?.throwIfAborted();
    throwIfExhausted(error);
    note({ type: 'hook-ended', ...facts, outcome: 'failure', message: messageOf(error) });
  } finally {
    timer.clear();
  }
}

async function wholeSeconds(clock: Clock, work: () => Promise<unknown>): Promise<number> {
  const startedAt = clock.now();
  await work();
  return Math.floor((clock.now() - startedAt) / 1000);
}
