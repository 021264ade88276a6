import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count } from '../../../figures.ts';
import { traceOf } from '../../../requests.ts';
import type { Act } from '../../view.ts';

/** Traces of the rehearsal. */
export const trace: readonly Expectation[] = [
  { name: 'trace/spans-arrive', pattern: 8, judge: spansArrive },
  { name: 'trace/context-continued', pattern: 8, judge: contextContinued },
  { name: 'trace/flushed-at-exit', pattern: 8, judge: flushedAtExit },
];

/** The variables by which OpenTelemetry is told where spans go. */
const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

const none = 'No span arrived.';

function spansArrive({ evidence }: Act): Finding {
  if (evidence.spans.length > 0) return pass(`${count(evidence.spans.length, 'span')} arrived.`);
  const declared = evidence.workload.containers.find(({ env }) =>
    endpoints.some((name) => env[name] !== undefined),
  );
  if (declared === undefined)
    return notShown('No span arrived, and the manifests do not say that there should be any.');
  return fail({
    what: `No span arrived, although the manifest of ${declared.name} sets ${endpoints.find((name) => declared.env[name] !== undefined)}.`,
    fault: 'spans-missing',
    cause: 'the program does not trace, or sends its spans elsewhere',
    fix: 'start the tracer before anything else is loaded, and take the endpoint from the environment',
  });
}

/** Fewer than this part of the traces that were begun outside is no accident of a late batch. */
const PART = 0.5;

function contextContinued({ evidence, found }: Act): Finding {
  const traced = found('traced');
  const { unsent } = evidence.workload;
  if (unsent !== undefined) return notShown(unsent);
  if (evidence.spans.length === 0) return notShown(none);
  if (traced.length === 0) return notShown('No request with a trace context was answered.');
  const known = new Set(evidence.spans.map(({ traceId }) => traceId));
  const continued = traced.filter(({ value }) => known.has(String(value)));
  const what = `${continued.length} of ${count(traced.length, 'trace')} that came with a request were continued`;
  if (continued.length >= traced.length * PART) return pass(`${what}.`);
  return fail({
    what: `${what}, while ${count(evidence.spans.length, 'span')} of other traces arrived.`,
    fault: 'trace-broken',
    cause: 'the incoming traceparent (or b3) is not read: each service begins a trace of its own',
    fix: 'extract the W3C trace context of each request (propagator tracecontext), and honour its sampled flag',
    pod: traced[0]?.pod,
  });
}

/** Spans of these last milliseconds before an exit are what a batch, sent every 5 s by default, may hold back. */
const TAIL_MS = 4000;

/** So many traced answers on each side of that line, or nothing is claimed. */
const ENOUGH = 3;

/** Most of the earlier ones must have arrived, or the program does not send all spans anyway. */
const EARLIER_PART = 0.8;

function flushedAtExit(act: Act): Finding {
  const { evidence, pods, traced } = act;
  const { unsent } = evidence.workload;
  if (unsent !== undefined) return notShown(unsent);
  if (evidence.spans.length === 0) return notShown(none);
  const known = new Set(evidence.spans.map(({ traceId }) => traceId));
  const arrived = (id: number) => known.has(traceOf(id)?.traceId ?? '');
  let judged = 0;
  for (const story of pods.values())
    for (const { startedAt, exit, stop, sigkillAt } of story.runs) {
      if (exit === undefined || stop === undefined || sigkillAt !== undefined) continue;
      const own = (traced.get(story.name) ?? []).filter(
        ({ endedAt }) => endedAt >= startedAt && endedAt <= exit.at,
      );
      const tail = own.filter(({ endedAt }) => endedAt > exit.at - TAIL_MS);
      const earlier = own.filter(({ endedAt }) => endedAt <= exit.at - TAIL_MS);
      if (tail.length < ENOUGH || earlier.length < ENOUGH) continue;
      if (earlier.filter(({ id }) => arrived(id)).length < earlier.length * EARLIER_PART) continue;
      judged++;
      const missing = tail.filter(({ id }) => !arrived(id));
      if (missing.length < tail.length * PART) continue;
      return fail({
        what: `${missing.length} of ${count(tail.length, 'traced request')} that ${story.name} answered in its last ${TAIL_MS / 1000} s have no span.`,
        fault: 'spans-lost-at-exit',
        cause:
          'spans that wait for the next batch are lost when the process exits; of those before, nearly all arrived',
        fix: 'shut the tracer provider down, with its last export, after the last request and before the exit',
        requests: missing.map(({ id }) => id),
        pod: story.name,
        at: exit.at,
      });
    }
  if (judged === 0) return notShown('No pod answered enough traced requests shortly before it ended.');
  return pass(`The last spans of ${count(judged, 'container')} arrived.`);
}
