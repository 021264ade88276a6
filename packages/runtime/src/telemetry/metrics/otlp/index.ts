import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Clock } from '../../../clock.ts';
import type { RuntimeEvent } from '../../../events.ts';
import { runInScope } from '../../../scope.ts';
import type { Environment } from '../../environment/index.ts';
import { httpSender, judge } from '../../otlp/index.ts';
import { ContextScope, suppressTracing } from '../../tracing/context/index.ts';
import type { Family } from '../family.ts';
import type { Attributes } from '../label-set.ts';
import { encodeMetrics } from './encode.ts';
import { MetricPush } from './push.ts';
import { readPushSettings } from './settings.ts';

/** What is pushed, and by whose clock. */
export interface OtlpOptions {
  readonly env: Environment;
  readonly clock: Clock;
  readonly emit: (event: RuntimeEvent) => void;
  readonly resource: Attributes;
  readonly collect: () => Promise<readonly Family[]>;
}

/** Begins to push metrics to a collector, if the environment asks for it (`OTEL_METRICS_EXPORTER=otlp`). */
export function openPush({ env, clock, emit, resource, collect }: OtlpOptions): MetricPush | undefined {
  const onIgnored = (variable: string, problem: string) =>
    emit({ type: 'telemetry.setting', variable, problem });
  const settings = readPushSettings(env, onIgnored);
  if (settings === undefined) return undefined;
  // All figures count since the process began; the clock gives both ends, so that they fit each other.
  const start = clock.wallTime() - performance.now();
  const encode = (families: readonly Family[]) =>
    encodeMetrics(families, resource, { start, end: clock.wallTime() });
  const encoder = { contentType: 'application/x-protobuf', encode };
  const sender = httpSender(settings, encoder, clock);
  const push = async (signal: AbortSignal) => {
    const verdict = judge(await sender.send(await collect(), signal));
    if (verdict.type !== 'accepted' || verdict.rejected > 0) throw new Error(verdict.message);
  };
  // The push is no work of the service: it is neither traced nor counted as a request of its.
  const scope = new ContextScope(suppressTracing(ROOT_CONTEXT), undefined);
  return new MetricPush({
    ...settings,
    clock,
    emit,
    send: (signal) => runInScope(scope, push, signal, undefined),
    close: () => sender[Symbol.dispose](),
  });
}
