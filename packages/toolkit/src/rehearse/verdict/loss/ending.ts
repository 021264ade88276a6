import { basename } from 'node:path';
import type { Conditions, Evidence, LogLine } from '../../evidence.ts';
import type { ScriptShell } from '../../events.ts';
import type { RequestRecord } from '../../requests.ts';
import { routedAfter, type ContainerRun, type EventOf, type Interval, type PodStory } from '../pods/index.ts';
import { onItsWayMs } from './on-its-way.ts';
import { isQueued, queueOf } from './queue.ts';

/** How a run of a container took its end, as far as a signal was sent. Times are in the clock's milliseconds. */
export interface Ending {
  /** When it stopped accepting, from the port itself or the first refusal; undefined: never before its exit. */
  readonly closedAt: number | undefined;
  /** How much longer than the signal a proxy routed new connections to it, in milliseconds. */
  readonly routedMs: number;
  /** It did nothing that can be seen until SIGKILL. */
  readonly ignored: boolean;
  /** PID 1 is a shell, a script of one or a package manager, by the kernel's name for it, or else by the command. */
  readonly shell: string | undefined;
  /** Who got the signal in the place of the program, which was killed by the end of PID 1 and never heard it. */
  readonly scriptShell: ScriptShell | undefined;
  /** PID 1 is PM2, which kills what has not ended in a time of its own. */
  readonly byPm2: boolean;
  /** It was gone at once, with requests in flight or by the signal itself. */
  readonly atOnce: boolean;
  /** New connections of this time lay in its queue when it stopped accepting: it never took them. Undefined: none did. */
  readonly queue: Interval | undefined;
}

/**
 * A program that exits this soon after the signal, in milliseconds, has waited for nothing: a graceful stop under load
 * takes at least one request's time.
 */
const AT_ONCE_MS = 500;

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'busybox', 'npm', 'yarn', 'pnpm']);
/** To name the signal is to have heard it, and no more. */
const shutdownWords = /shut(ting)?[ _-]?down|drain|terminat|stopping|closing|exiting|graceful/i;

/** What endings are told from. */
export interface EndingSources {
  readonly evidence: Evidence;
  /** Of one pod. */
  readonly logs: readonly LogLine[];
  /** Lost requests of one pod. */
  readonly lost: readonly RequestRecord[];
}

/** Tells how a run ended. */
export function endingOf(story: PodStory, run: ContainerRun, sources: EndingSources): Ending {
  const stopAt = run.stop?.at ?? Infinity;
  const { evidence, lost, logs } = sources;
  const closing = story
    .of('port')
    .find(
      ({ at, listening, port }) =>
        at >= stopAt && !listening && port === (evidence.workload.trafficPort ?? port),
    );
  const refused = lost.find(({ fate, endedAt }) => fate === 'refused' && endedAt >= stopAt)?.endedAt;
  // The port is not of a container beside the one that serves.
  const closed = story.serving.includes(run)
    ? Math.min(closing?.at ?? Infinity, refused ?? Infinity)
    : Infinity;
  // The kernel closes a port of a process that it ends, and that may be seen before its exit is.
  const endAt = Math.min(run.sigkillAt ?? Infinity, run.exit?.at ?? Infinity);
  const queue = queueOf(run, closing, lost);
  return {
    closedAt: closed < endAt ? closed : undefined,
    routedMs: run.stop === undefined ? 0 : routedAfter(story, stopAt),
    ignored: run.sigkillAt !== undefined && !reacted(story, run, closed, logs),
    shell: shellOf(story, run, evidence),
    scriptShell: scriptShellOf(story, run),
    byPm2: mainProcessOf(story, run)?.isPm2 === true,
    atOnce: wentAtOnce(
      run,
      lost.filter((request) => !isQueued(request, queue)),
      { logs, roundTripMs: evidence.conditions.roundTripMs },
    ),
    queue,
  };
}

/** Who got the signal in the place of a run's program, which was killed by the end of PID 1: see {@link Ending.scriptShell}. */
export function scriptShellOf(story: PodStory, run: ContainerRun): ScriptShell | undefined {
  return run.sigkillAt === undefined ? mainProcessOf(story, run)?.scriptShell : undefined;
}

function reacted(story: PodStory, run: ContainerRun, closed: number, logs: readonly LogLine[]): boolean {
  const [from, to] = [run.stop?.at ?? Infinity, run.sigkillAt ?? Infinity];
  const within = (at: number) => at >= from && at < to;
  return (
    within(closed) ||
    story
      .of('probe')
      .some(
        ({ at, container, probe, outcome }) =>
          within(at) && container === run.container && probe === 'readiness' && outcome === 'failure',
      ) ||
    logs.some(
      ({ at, container, text }) => within(at) && container === run.container && shutdownWords.test(text),
    )
  );
}

function wentAtOnce(
  run: ContainerRun,
  lost: readonly RequestRecord[],
  { logs, roundTripMs }: Pick<EndingSources, 'logs'> & Pick<Conditions, 'roundTripMs'>,
): boolean {
  const { stop, exit, sigkillAt } = run;
  if (stop === undefined || exit === undefined || sigkillAt !== undefined) return false;
  if (exit.at - stop.at > AT_ONCE_MS) return false;
  // What was on its way, the program had not got.
  const cut = (request: RequestRecord) =>
    request.sentAt < stop.at - onItsWayMs(request, roundTripMs) && request.endedAt >= stop.at;
  if (lost.some(cut)) return true;
  // 143 is the signal itself (128 + 15), 2 Go's runtime where it is PID 1 (dieFromSignal). A stop that is handled exits with 0, but
  // for the JVM's, which is 143 whatever its shutdown hooks did, and for programs that raise the signal again at their end.
  return exit.exitCode !== 0 && !logs.some((line) => isFarewell(line, run, stop.at));
}

/** What is written just before an exit is read this much later at most, in milliseconds. */
const READ_LAG_MS = 500;

function isFarewell(
  { at, container, restartCount, text }: LogLine,
  run: ContainerRun,
  stopAt: number,
): boolean {
  const isOfRun = container === run.container && restartCount === run.restartCount;
  const isWithin = at >= stopAt && at < (run.exit?.at ?? Infinity) + READ_LAG_MS;
  return isOfRun && isWithin && shutdownWords.test(text);
}

function mainProcessOf(
  story: PodStory,
  { container, stop }: ContainerRun,
): EventOf<'main-process'> | undefined {
  return story
    .of('main-process')
    .find((event) => event.container === container && event.at >= (stop?.at ?? Infinity));
}

function shellOf(story: PodStory, run: ContainerRun, evidence: Evidence): string | undefined {
  const found = mainProcessOf(story, run);
  if (found === undefined) {
    const { command } = evidence.workload.containers.find(({ name }) => name === run.container) ?? {};
    const name = basename(command?.[0] ?? '');
    return shells.has(name) ? name : undefined;
  }
  // npm and its like call themselves by their command too, such as `npm start`.
  const [name = ''] = found.name.split(' ');
  if (shells.has(name)) return name;
  return shells.has(found.runBy) ? `${found.name}, run by ${found.runBy}` : undefined;
}
