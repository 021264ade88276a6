import { count, largest, median, seconds } from '../../figures.ts';
import { isQueued } from '../loss/index.ts';
import { fateWords, metRuns, type Group, type Words } from './group.ts';
import { said } from './said.ts';

/** Proxies of a usual cluster are this far behind, in seconds, at most: EndpointSlice, a sync a second, the restore. */
const USUAL_LAG_SECONDS = 2;

/** In words: the listener was closed while a proxy still routed to it. */
export function listenerClosedEarly(group: Group): Words {
  const { closedMs, routedMs } = figures(group);
  const closed = Number.isFinite(closedMs)
    ? `listener closed ${afterSigterm(closedMs)}`
    : 'listener gone at exit';
  const keep = Math.max(USUAL_LAG_SECONDS, Math.ceil(routedMs / 1000));
  const waited = group.losses.flatMap(({ request }) =>
    request.fate === 'timeout' ? [request.endedAt - request.sentAt] : [],
  );
  // An address that is gone answers nothing, so that a client waits longer than it is routed there, with all that it sends meanwhile.
  const gone =
    waited.length === 0
      ? ''
      : `; ${waited.length} of them waited up to ${seconds(largest(waited))} for the address of a pod that was gone`;
  const queued = group.losses.filter(({ request, ending }) => isQueued(request, ending?.queue)).length;
  const behind =
    queued === 0
      ? ''
      : `; ${queued} of them waited to be accepted, by a program that is behind its load, or busy`;
  return {
    cause: `${closed} while the Service still routed to it for ${seconds(routedMs)}: ${count(group.losses.length, 'request')} lost (${fateWords(group)})${gone}${behind}`,
    fix: `keep accepting for at least ${keep} s after SIGTERM: preStop sleep or drain delay${queued === 0 ? '' : '; where somebody waits to be accepted at all times, more workers or replicas, or a lower `--rate`'}`,
  };
}

/** In words: kept connections were closed while clients wrote to them. */
export function keepAliveReset(group: Group): Words {
  return {
    cause: `kept connections were closed at shutdown while clients were just sending on them, idle or with a request that had only just come: ${count(group.losses.length, 'request')} met a closed connection`,
    fix: 'answer with Connection: close from SIGTERM on and let clients leave, before idle connections are closed; a preStop sleep alone moves the race, the header ends it',
  };
}

/** In words: requests that were being worked on were broken off, or not answered in time. */
export function inFlightCut({ losses }: Group): Words {
  const unanswered = losses.filter(({ request }) => request.fate === 'timeout');
  // A request that its client gives up on was not broken off.
  const broken = losses.filter(({ request }) => request.fate !== 'timeout');
  const noAnswer = `got no answer within ${seconds(oldest(unanswered))}`;
  if (broken.length === 0)
    return {
      cause: `${count(unanswered.length, 'request')} ${noAnswer} of a program that had been told to end, and ran on`,
      fix: 'go on working for requests in flight after SIGTERM, and answer them',
    };
  const brokenMs = broken.flatMap(({ request, run }) =>
    run?.stop === undefined ? [] : [request.endedAt - run.stop.at],
  );
  const besides = unanswered.length === 0 ? '' : `; ${count(unanswered.length, 'more request')} ${noAnswer}`;
  return {
    cause: `${count(broken.length, 'request')} under way, up to ${seconds(oldest(broken))} old, broken off ${afterSigterm(median(brokenMs))}${besides}`,
    fix: broken.some(({ ending }) => ending?.byPm2)
      ? 'set `kill_timeout` of PM2 to nearly the grace period, in milliseconds: by default it kills what has not ended 1.6 s after it was told to; or start the program itself in exec form, without PM2'
      : 'wait for requests in flight before connections are destroyed and the process exits, up to the grace period',
  };
}

/** When something happened that the signal led to, which several clocks may have seen just before it. */
function afterSigterm(ms: number): string {
  return `${seconds(Math.max(0, ms))} after SIGTERM`;
}

/** How old the oldest of them became, in milliseconds. */
function oldest(losses: Group['losses']): number {
  return largest(losses.map(({ request }) => request.endedAt - request.sentAt));
}

/** In words: the process was gone at once. */
export function exitsAtSignal(group: Group): Words {
  const { exitMs, routedMs, exitCode } = figures(group);
  // The signal itself is 143, or 2 without a word (dieFromSignal of Go's runtime as PID 1); the JVM's 143 has heard it.
  const maySignal = exitCode === 143 || exitCode === 2;
  const words = exitCode === 0 ? undefined : lastSaid(group, !maySignal);
  const wrote = words === undefined ? '' : ` (it wrote: ${words})`;
  const isHeard = exitCode !== 143 && (exitCode !== 2 || words !== undefined);
  const ended = exitCode === 0 ? '' : '; that serving ends by it is no error (Go: http.ErrServerClosed)';
  return {
    cause: `the process exited ${afterSigterm(exitMs)} with code ${exitCode}${wrote}, with requests under way, while the Service still routed to it for ${seconds(routedMs)}`,
    fix: isHeard
      ? `wait for the shutdown before the program exits: go on accepting for some seconds, let requests end, close, then exit${ended}`
      : 'handle SIGTERM: go on accepting for some seconds, let requests end, close, then exit',
  };
}

/**
 * The last words of a program that exited at the signal.
 *
 * @param otherwise whether its last line is taken where none names an error: of one that the signal itself ended it is of a request
 */
function lastSaid({ losses, evidence }: Group, otherwise: boolean): string | undefined {
  const loss = losses.find(({ run }) => run?.stop !== undefined && run.exit !== undefined);
  const { stop, exit } = loss?.run ?? {};
  return loss && stop && exit && said(loss, evidence, [stop.at, exit.at], otherwise);
}

/** In words: real requests were refused while draining, by a status or by closing their connections. */
export function rejectsWhileDraining(group: Group): Words {
  const statuses = [
    ...new Set(group.losses.flatMap(({ request }) => (request.status > 0 ? [request.status] : []))),
  ].toSorted((a, b) => a - b);
  const did = [
    ...(statuses.length > 0 ? [`answered ${statuses.join(', ')}`] : []),
    ...(group.losses.some(({ request }) => request.status === 0)
      ? ['closed connections that it had accepted without an answer']
      : []),
  ].join(' or ');
  const isKept = group.losses.every(({ request }) => !request.fresh);
  const came = isKept ? 'came over kept connections' : 'were still routed to it';
  return {
    cause: `the program ${did} to ${count(group.losses.length, 'request')} that ${came} while it drained`,
    fix: 'serve every request that arrives while draining; only the readiness probe turns red',
  };
}

function figures(group: Group) {
  const met = metRuns(group);
  const runs = met.flatMap(({ run }) => (run?.stop === undefined ? [] : [{ ...run, stop: run.stop }]));
  const closed = met.flatMap(({ run, ending }) =>
    run?.stop === undefined || ending?.closedAt === undefined ? [] : [ending.closedAt - run.stop.at],
  );
  const routed = met.map(({ ending }) => ending?.routedMs ?? 0).filter(Number.isFinite);
  return {
    closedMs: median(closed),
    routedMs: largest(routed),
    exitMs: median(runs.flatMap(({ exit, stop }) => (exit === undefined ? [] : [exit.at - stop.at]))),
    exitCode: runs.find(({ exit }) => exit !== undefined)?.exit?.exitCode,
  };
}
