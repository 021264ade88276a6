import type { MessagePort } from 'node:worker_threads';
import { ROOT_CONTEXT, type Tracer } from '@opentelemetry/api';
import { systemClock, type Clock } from '../../clock.ts';
import type { RuntimeEvent } from '../../events.ts';
import { deadlineIn, type Deadline } from '../../lifecycle/index.ts';
import type { Environment } from '../environment/index.ts';
import type { ClientRequest } from '../metrics/index.ts';
import { resourceAttributes } from '../resource.ts';
import { traceNodeHttp, traceRedisChannels, traceUndici } from './client/index.ts';
import { ContextScope, suppressTracing } from './context/index.ts';
import { openSender, SpanExporter, type ExportStats } from './export/index.ts';
import { HeaderPropagator } from './propagation/index.ts';
import { register } from './registration.ts';
import { ServerTracing } from './server/index.ts';
import { readTracingSettings } from './settings/index.ts';
import { EpochClock } from './span/index.ts';
import { answerFlushes, introductionOf, TracingThreads } from './threads.ts';
import { ScopeTracerProvider, SpanFactory } from './tracer.ts';
import { version as runtimeVersion } from '../../version.generated.ts';

/** What tracing is started with. */
export interface TracingOptions {
  /** `service.name`, unless `OTEL_SERVICE_NAME` says otherwise. */
  readonly service: string;
  /** `service.version`. */
  readonly version: string;
  /** Environment variables: those of `OtelEnvName`, and the pod's names. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly emit: (event: RuntimeEvent) => void;
  /** Hears of each HTTP request that the service sent, at its end, sampled or not: the client's metrics. */
  readonly onClientRequest?: (request: ClientRequest) => void;
  /**
   * Whether `fetch`, undici and `node:http` requests are traced and carry the trace on. Default true; false where
   * another instrumentation of the same clients is in use, which would double every span.
   */
  readonly traceClients?: boolean;
}

/** Tracing of one thread. */
export interface Tracing extends AsyncDisposable {
  /** A tracer of the API; `trace.getTracer` of `@opentelemetry/api` gives the same. */
  tracer(name: string, version?: string): Tracer;
  /** For the HTTP layer. */
  readonly server: ServerTracing;
  /** What became of the spans, those of worker threads included. */
  stats(): ExportStats;
  /**
   * Sends what is queued, in worker threads too. Settles when all has gone, when the collector does not take it, or at
   * the deadline; what is left then stays queued.
   */
  flush(deadline: Deadline): Promise<void>;
  /** Flushes, then drops and counts what is left, and every later span. */
  shutdown(deadline: Deadline): Promise<void>;
  /**
   * A port for a worker thread, to be handed to its `traceThread`: then this thread's flush and numbers include its
   * spans. `new Worker(file, { workerData: { tracing: port }, transferList: [port] })`
   */
  threadPort(): MessagePort;
  /** Shuts down within 5 seconds, if that is not done, and undoes the registration with the API. */
  [Symbol.asyncDispose](): Promise<void>;
}

const LAST_FLUSH_MS = 5000;

/**
 * Starts tracing: registers the runtime as the tracer provider, context manager and propagator of `@opentelemetry/api`.
 * Spans are exported when `OTEL_TRACES_EXPORTER` or an endpoint is set; propagation and the ids in log lines work
 * regardless. Never throws for a setting: what cannot be used is told as a `telemetry.setting` event, and its default
 * is used.
 */
export function startTracing(options: TracingOptions): Tracing {
  const { clock, emit } = options;
  const onIgnored = (variable: string, problem: string) =>
    emit({ type: 'telemetry.setting', variable, problem });
  const settings = readTracingSettings(options.env, onIgnored);
  using opened = new DisposableStack();

  const epoch = new EpochClock(clock);
  const resource = resourceAttributes({ ...options, ...settings, attributes: settings.resourceAttributes });
  const wanted = settings.disabled ? { ...settings.exporter, kind: 'none' as const } : settings.exporter;
  const sender = opened.use(openSender(wanted, Object.entries(resource).flat(), clock));
  const exporter = new SpanExporter({
    clock,
    emit,
    settings: settings.exporter.batch,
    scope: new ContextScope(suppressTracing(ROOT_CONTEXT), undefined),
    begin: sender.begin,
    send: (batch, signal) => {
      epoch.synchronise();
      return sender.send(batch, signal);
    },
  });

  const recorder = { clock: epoch, limits: settings.limits, ended: exporter.add.bind(exporter) };
  const factory = settings.disabled ? undefined : new SpanFactory(recorder, settings.sampler, sender.exports);
  const provider = new ScopeTracerProvider(factory);
  const propagator = new HeaderPropagator(settings.propagators);
  opened.use(register(provider, propagator, (parts) => emit({ type: 'telemetry.taken', parts })));
  if (options.traceClients !== false) {
    const tracer = provider.getTracer('@seaworthy/runtime/http-client', runtimeVersion);
    const client = { clock, tracer, traceHeaders: propagator.leading, onRequest: options.onClientRequest };
    opened.use(traceUndici(client));
    opened.use(traceNodeHttp(client));
  }
  opened.use(traceRedisChannels());
  const threads = opened.adopt(new TracingThreads(), (all) => all.close());
  const kept = opened.move();

  const shutdown = async (deadline: Deadline) => {
    await Promise.all([threads.flush(deadline), exporter.shutdown(deadline)]);
  };
  return {
    tracer: (name, version) => provider.getTracer(name, version),
    server: new ServerTracing(factory, propagator),
    stats: () => threads.total(exporter.stats()),
    flush: async (deadline) => {
      await Promise.all([threads.flush(deadline), exporter.flush(deadline)]);
    },
    shutdown,
    threadPort: () => threads.port({ service: options.service, version: options.version }),
    [Symbol.asyncDispose]: async () => {
      using deadline = deadlineIn(clock, LAST_FLUSH_MS);
      await shutdown(deadline);
      kept.dispose();
    },
  };
}

/** What a worker thread may have of its own. */
export type ThreadTracingOptions = Partial<Omit<TracingOptions, 'service' | 'version'>>;

/**
 * Starts tracing in a worker thread, with a port of the main thread's {@link Tracing.threadPort}. The thread sends its
 * own spans, as a part of the same service, and flushes when the main thread does.
 *
 * @throws TypeError when the port is another one, or was used before
 */
export function traceThread(port: MessagePort, options: ThreadTracingOptions = {}): Tracing {
  const clock = options.clock ?? systemClock;
  const tracing = startTracing({
    env: process.env,
    // The main thread tells of a collector that fails: it is the same one.
    emit: () => undefined,
    ...options,
    ...introductionOf(port),
    clock,
  });
  const answers = answerFlushes(port, clock, tracing);
  return {
    ...tracing,
    [Symbol.asyncDispose]: async () => {
      await tracing[Symbol.asyncDispose]();
      answers[Symbol.dispose]();
    },
  };
}
