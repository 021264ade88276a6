import type { Happening, ProbeKind } from '../../events.ts';
import type { LogLine, UsageSample } from '../../evidence.ts';
import type { Random } from '../../random.ts';

/** What a pod of the sample goes through. Times are in milliseconds. */
export interface Life {
  readonly name: string;
  readonly revision: number;
  readonly createdAt: number;
  /** From its creation until it listens. Default: 900. */
  readonly startMs?: number;
  /** Default: it lives until the sample's end. */
  readonly deletedAt?: number;
  /** From SIGTERM until the port is closed. Default: 0, the fault that the sample shows. */
  readonly acceptsMs?: number;
  /** From SIGTERM until its exit. Default: 3000. */
  readonly exitMs?: number;
  /** The container exits here, and is started again at once. */
  readonly crash?: { readonly at: number; readonly exitCode: number; readonly reason: 'Error' | 'OOMKilled' };
  /** Readiness fails from here to there. */
  readonly unready?: { readonly from: number; readonly until: number };
}

/** A pod's life as the miniature would tell it, and what the proxy made of it. */
export interface SamplePod extends Life {
  readonly facts: readonly (Happening & { readonly at: number })[];
  readonly usage: readonly UsageSample[];
  readonly logs: readonly LogLine[];
  /** When somebody accepts, and when the proxy sends anybody there. */
  readonly listening: readonly (readonly [from: number, until: number])[];
  readonly routed: readonly (readonly [from: number, until: number])[];
}

const PERIODS: Readonly<Record<ProbeKind, number>> = { startup: 1000, liveness: 5000, readiness: 2500 };

/** Plays one life through. */
export function samplePod(life: Life, end: number, random: Random): SamplePod {
  const { name: pod, revision, createdAt, deletedAt, crash, unready } = life;
  const { startMs = 900, acceptsMs = 0, exitMs = 3000 } = life;
  const container = 'shop';
  const facts: (Happening & { readonly at: number })[] = [];
  const say = (at: number, happening: Happening) => void facts.push({ ...happening, at });
  const upAt = createdAt + startMs;
  const signalAt = deletedAt === undefined ? undefined : deletedAt + random.uniform(50, 700);
  const exitAt = signalAt === undefined ? end : signalAt + exitMs;
  const closedAt = signalAt === undefined ? end : signalAt + acceptsMs;
  const seen = (at: number, state: 'ready' | 'serving' | 'unready' | 'gone') => {
    const known = at + random.uniform(200, 2000);
    say(known, { type: 'endpoint-seen', pod, proxy: 'kube-proxy', state });
    return known;
  };

  say(createdAt, { type: 'pod-created', pod, revision });
  say(createdAt + 20, { type: 'pod-phase', pod, phase: 'Pending' });
  say(createdAt + 180, { type: 'container-started', pod, container, restartCount: 0 });
  say(createdAt + 190, { type: 'pod-phase', pod, phase: 'Running' });
  say(upAt, { type: 'port', pod, port: 8080, listening: true });
  const readyAt = upAt + 120;
  say(readyAt, { type: 'probe-result', pod, container, probe: 'startup', result: 'success' });
  say(readyAt + 10, { type: 'probe-result', pod, container, probe: 'readiness', result: 'success' });
  say(readyAt + 20, { type: 'pod-ready', pod, ready: true });
  say(readyAt + 30, { type: 'endpoint', pod, ready: true, serving: true, terminating: false });
  const routedFrom = seen(readyAt + 30, 'ready');
  const listening: [number, number][] = [[upAt, Math.min(closedAt, crash?.at ?? Infinity)]];
  const routed: [number, number][] = [];
  let routedSince = routedFrom;

  const outage = (from: number, until: number) => {
    say(from, { type: 'pod-ready', pod, ready: false });
    say(from + 10, { type: 'endpoint', pod, ready: false, serving: false, terminating: false });
    routed.push([routedSince, seen(from + 10, 'unready')]);
    say(until, { type: 'pod-ready', pod, ready: true });
    say(until + 10, { type: 'endpoint', pod, ready: true, serving: true, terminating: false });
    routedSince = seen(until + 10, 'ready');
  };
  if (crash !== undefined) {
    const { at, exitCode, reason } = crash;
    say(at, { type: 'container-exited', pod, container, exitCode, reason });
    say(at + 15, { type: 'port', pod, port: 8080, listening: false });
    say(at + 900, { type: 'container-started', pod, container, restartCount: 1 });
    say(at + 900 + startMs, { type: 'port', pod, port: 8080, listening: true });
    listening.push([at + 900 + startMs, closedAt]);
    outage(at + 400, at + 1200 + startMs);
  }
  if (unready !== undefined) {
    say(unready.from, { type: 'probe-result', pod, container, probe: 'readiness', result: 'failure' });
    say(unready.until, { type: 'probe-result', pod, container, probe: 'readiness', result: 'success' });
    outage(unready.from, unready.until);
  }
  if (deletedAt !== undefined && signalAt !== undefined) {
    say(deletedAt, { type: 'pod-deleted', pod, graceSeconds: 30 });
    say(deletedAt + 25, { type: 'endpoint', pod, ready: false, serving: true, terminating: true });
    routed.push([routedSince, seen(deletedAt + 25, 'serving')]);
    say(signalAt, { type: 'signal', pod, container, signal: 'SIGTERM' });
    say(closedAt + 4, { type: 'port', pod, port: 8080, listening: false });
    say(exitAt, { type: 'container-exited', pod, container, exitCode: 0, reason: 'Completed' });
    say(exitAt + 400, { type: 'pod-phase', pod, phase: 'Succeeded' });
    say(exitAt + 450, { type: 'endpoint-removed', pod });
    say(exitAt + 460, { type: 'pod-removed', pod });
    seen(exitAt + 450, 'gone');
  } else routed.push([routedSince, end]);

  for (const probe of ['startup', 'liveness', 'readiness'] as const) {
    const until = probe === 'startup' ? readyAt : exitAt;
    for (let at = createdAt + random.uniform(200, 400); at < until; at += PERIODS[probe]) {
      const up = listening.some(([from, to]) => at >= from && at < to);
      const ready = unready === undefined || at < unready.from || at >= unready.until;
      const works = up && (probe !== 'readiness' || ready);
      const message = works ? '' : up ? 'status 503' : 'connection refused';
      const outcome = works ? 'success' : 'failure';
      say(at + 4, { type: 'probe', pod, container, probe, outcome, message, startedAt: at });
    }
  }
  return { ...life, facts, listening, routed, ...output(life, upAt, exitAt, random) };
}

/** Memory that grows up to a crash for want of it, CPU time, and a line a second. */
function output({ name: pod, crash }: Life, upAt: number, exitAt: number, random: Random) {
  const usage: UsageSample[] = [];
  const logs: LogLine[] = [];
  const container = 'shop';
  let [cpuMs, throttledMs, sinceStart] = [0, 0, 0];
  for (let at = upAt; at < exitAt; at += 500) {
    const restartCount = crash !== undefined && at > crash.at ? 1 : 0;
    sinceStart = restartCount === 1 && at - (crash?.at ?? 0) < 600 ? 0 : sinceStart + 1;
    const leak = crash?.reason === 'OOMKilled' && restartCount === 0 ? 1.6 : 0.12;
    cpuMs += random.uniform(90, 190);
    throttledMs += random.uniform(0, 1) > 0.85 ? random.uniform(5, 40) : 0;
    const memoryBytes = (74 + Math.min(178, sinceStart * leak) + random.uniform(0, 6)) * 1024 * 1024;
    usage.push({ at, pod, container, memoryBytes, cpuMs, throttledMs });
    const text = `{"level":"info","msg":"</script><script>alert(1)</script>"}`;
    if (usage.length % 2 === 0)
      logs.push({ at, pod, container, restartCount, stream: 'stdout', text, cut: false });
  }
  return { usage, logs };
}
