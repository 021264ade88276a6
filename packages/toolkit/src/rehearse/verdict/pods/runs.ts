import type { ExitReason, RehearsalEvent } from '../../events.ts';

/** One run of a container, from its start to its exit. Times are in the clock's milliseconds. */
export interface ContainerRun {
  readonly container: string;
  readonly restartCount: number;
  readonly startedAt: number;
  readonly exit: { readonly at: number; readonly exitCode: number; readonly reason: ExitReason } | undefined;
  /** The kubelet set out to end it. */
  readonly killed:
    | { readonly at: number; readonly reason: string; readonly graceSeconds: number }
    | undefined;
  /** The stop signal, SIGTERM unless the manifest or the image says otherwise. */
  readonly stop: { readonly at: number; readonly signal: string } | undefined;
  readonly sigkillAt: number | undefined;
}

type Draft = { -readonly [Key in keyof ContainerRun]: ContainerRun[Key] };

/** The runs of these containers, by start. */
export function runsOf(
  events: readonly RehearsalEvent[],
  containers: ReadonlySet<string>,
): readonly ContainerRun[] {
  const runs: Draft[] = [];
  const current = new Map<string, Draft>();
  for (const event of events) {
    if (!('container' in event) || !containers.has(event.container)) continue;
    if (event.type === 'container-started') {
      const run: Draft = {
        container: event.container,
        restartCount: event.restartCount,
        startedAt: event.at,
        exit: undefined,
        killed: undefined,
        stop: undefined,
        sigkillAt: undefined,
      };
      runs.push(run);
      current.set(event.container, run);
    }
    const run = current.get(event.container);
    if (run !== undefined && run.exit === undefined) note(run, event);
  }
  return runs;
}

/** When a run's end began, in the clock's milliseconds: the kubelet set out to end it, it was signalled, or it exited. Infinity: it goes on. */
export function endsAt({ killed, stop, exit }: ContainerRun): number {
  return Math.min(killed?.at ?? Infinity, stop?.at ?? Infinity, exit?.at ?? Infinity);
}

function note(run: Draft, event: RehearsalEvent): void {
  if (event.type === 'container-exited') {
    const { at, exitCode, reason } = event;
    run.exit = { at, exitCode, reason };
  } else if (event.type === 'container-killed') {
    const { at, reason, graceSeconds } = event;
    run.killed ??= { at, reason, graceSeconds };
  } else if (event.type === 'signal' && event.signal === 'SIGKILL') run.sigkillAt ??= event.at;
  else if (event.type === 'signal') run.stop ??= { at: event.at, signal: event.signal };
}
