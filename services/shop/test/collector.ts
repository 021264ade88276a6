import { onTestFinished } from 'vitest';
import type { JsonSpan, JsonTraces } from '../../../packages/runtime/test/telemetry/official-otlp.ts';
import { hasGo, startRealCollector } from '../../../packages/runtime/test/telemetry/real-collector.ts';
import { startStubCollector } from '../../../packages/runtime/test/telemetry/stub-collector.ts';

/** A span, and whose it is. */
export interface CollectedSpan extends JsonSpan {
  /** `service.name` of its resource. */
  readonly service: string;
}

/** Takes the spans that services export. */
export interface Collector {
  readonly endpoint: string;
  /** Ends it, and gives what it has taken. */
  end(): Promise<CollectedSpan[]>;
}

/**
 * Starts a collector: the OpenTelemetry Collector's own receiver where Go can build it, else one of this process that
 * reads by OpenTelemetry's own definitions.
 */
export async function startCollector(): Promise<Collector> {
  if (hasGo) return realCollector();
  const stub = await startStubCollector();
  onTestFinished(() => stub[Symbol.dispose]());
  return {
    endpoint: stub.endpoint,
    end: async () => stub.requests.flatMap(({ traces }) => collected(traces)),
  };
}

async function realCollector(): Promise<Collector> {
  const real = await startRealCollector();
  onTestFinished(() => real[Symbol.asyncDispose]());
  return {
    endpoint: real.endpoint,
    async end() {
      await real[Symbol.asyncDispose]();
      // What it wrote before its end is read to the last line.
      const next = () => real.next().catch(() => undefined);
      const spans: CollectedSpan[] = [];
      for (let traces = await next(); traces !== undefined; traces = await next())
        spans.push(...collected(traces));
      return spans;
    },
  };
}

function collected({ resourceSpans }: JsonTraces): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = serviceOf(resource.attributes);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}

function serviceOf(attributes: readonly object[]): string {
  const name = attributes.find((it) => 'key' in it && it.key === 'service.name');
  const value = name !== undefined && 'value' in name ? Object(name.value) : {};
  return String(Object.values(value)[0]);
}
