import type { Happening } from '../../events.ts';
import { count } from '../../figures.ts';
import { formatDuration } from './quantities.ts';

/**
 * An event in a few words, without its time and without its pod, which each report shows in a place of its own. This is
 * the one place that says an event in words: the plain log, the live view and the page all show these.
 */
export function formatEvent(event: Happening): string {
  switch (event.type) {
    case 'pod-created':
      return event.revision === 0 ? 'created by a Job' : `created, revision ${event.revision}`;
    case 'pod-phase':
      return `phase ${event.phase}`;
    case 'pod-ready':
      return event.ready ? 'ready' : 'not ready';
    case 'pod-deleted':
      return `deleted, grace period ${event.graceSeconds} s`;
    case 'pod-removed':
      return 'removed';
    case 'volume-failed':
      return `volume ${event.volume} cannot be made, tried again in ${formatDuration(event.forMs)}: ${event.message}`;
    case 'volume-updated':
      return `volume ${event.volume} updated`;
    case 'container-started':
      return `${event.container} started${event.restartCount > 0 ? `, restart ${event.restartCount}` : ''}`;
    case 'container-exited':
      return `${event.container} exited with ${event.exitCode} (${event.reason})`;
    case 'container-waiting':
      return `${event.container} waits${event.forMs > 0 ? ` ${formatDuration(event.forMs)}` : ''}: ${[event.reason, event.message].filter(Boolean).join(', ')}`;
    case 'container-killed':
      return `${event.container} is to be stopped within ${event.graceSeconds} s: ${event.reason}`;
    case 'hook-started':
      return `${event.container} runs ${event.hook}`;
    case 'hook-ended':
      return `${event.container} ${event.hook} ended: ${[event.outcome, event.message].filter(Boolean).join(', ')}`;
    case 'signal':
      return `${event.signal} to ${event.container}`;
    case 'main-process':
      return `PID 1 of ${event.container} is ${mainProcessWords(event)}${
        event.scriptShell === undefined ? '' : `, which runs its script by ${event.scriptShell.shell}`
      }`;
    case 'port':
      return `port ${event.port} ${event.listening ? 'is listened on' : `is no longer listened on${event.waiting === undefined ? '' : `, with ${count(event.waiting.count, 'connection')} not accepted`}`}`;
    case 'loopback-port':
      return `port ${event.port} is listened on, at localhost alone`;
    case 'paused':
      return `${event.container}: ${event.what} ${event.paused ? 'stopped' : 'going on'}`;
    case 'probe':
      return `${event.container} ${event.probe} probe: ${event.outcome}${event.message === '' ? '' : `, ${event.message}`}`;
    case 'probe-result':
      return `${event.container} ${event.probe} is now ${event.result}`;
    case 'endpoint':
      return `endpoint: ${endpointConditions(event)}`;
    case 'endpoint-removed':
      return 'endpoint removed';
    case 'endpoint-seen':
      return `${event.proxy} sees the endpoint ${event.state}${event.state === 'serving' ? ', no longer ready' : ''}`;
    case 'replica-set-scaled':
      return `revision ${event.revision} scaled from ${event.from} to ${event.to}`;
    case 'rollout-started':
      return `rollout of revision ${event.revision} started`;
    case 'rollout-complete':
      return `rollout of revision ${event.revision} complete`;
    case 'progress-deadline-exceeded':
      return `revision ${event.revision} exceeded its progress deadline`;
    case 'scenario-started':
      return 'scenario started';
    case 'scenario-ended':
      return event.skipped === undefined ? 'scenario ended' : `scenario skipped: ${event.skipped}`;
    case 'step':
      return event.text;
    case 'measured':
      return `measured ${event.what}: ${event.value}`;
    case 'dependency':
      return `dependency ${event.name} is ${event.state}`;
    case 'object-updated':
      return `${event.kind} ${event.name} updated`;
    case 'eviction':
      return event.allowed ? 'eviction allowed' : 'eviction refused by the PodDisruptionBudget (429)';
    case 'stood-still':
      return `the rehearsal itself stood still for ${formatDuration(event.forMs)}`;
    case 'taken-down':
      return 'all scenarios are over; the pods are ended, each within its grace period';
    case 'autoscaled':
      return `autoscaled from ${event.from} to ${event.to}: ${event.reason}`;
  }
}

/** Node calls its first thread so, and the kernel by it the process. */
const NODE_THREAD = 'MainThread';

function mainProcessWords({ name, runBy }: { readonly name: string; readonly runBy: string }): string {
  if (name === NODE_THREAD) return runBy;
  return runBy === name ? name : `${name}, run by ${runBy}`;
}

/** Whom an event is about: a pod, a scenario, or else the workload's controllers. */
export function subjectOf(event: Happening): string {
  if ('pod' in event && event.pod !== undefined) return event.pod;
  return 'scenario' in event ? event.scenario : '-';
}

/** Whether an event repeats what is known: a probe that succeeds, as thousands do. */
export function isRoutine(event: Happening): boolean {
  return event.type === 'probe' && event.outcome === 'success';
}

function endpointConditions(event: {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}): string {
  const names = (['ready', 'serving', 'terminating'] as const).filter((name) => event[name]);
  return names.length === 0 ? 'not ready' : names.join(', ');
}
