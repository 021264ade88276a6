import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { errorType } from '../../telemetry/index.ts';
import type { Message } from './message.ts';
import { version } from '../../version.generated.ts';

/** A trace on its way through the table: the propagator's headers by name. */
export type TraceContext = Readonly<Record<string, string>>;

/** The trace of the running code. */
export function currentTrace(): TraceContext {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/**
 * Runs `work` on a message within the trace that wrote it. By the messaging semantic conventions it is a consumer that
 * processes a message. They link such a span to the one that made the message, because a batch has many; one message at
 * a time has one, so it is the parent, and the message's whole way is one trace.
 */
export function continueTrace<T>(
  { id, topic, attempt }: Pick<Message, 'id' | 'topic' | 'attempt'>,
  headers: TraceContext,
  work: () => Promise<T>,
): Promise<T> {
  const attributes = {
    'messaging.system.name': 'postgresql',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.message.id': id,
    'seaworthy.outbox.attempt': attempt,
  };
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const options = { kind: SpanKind.CONSUMER, attributes };
  const tracer = trace.getTracer('@seaworthy/runtime/outbox', version);
  return tracer.startActiveSpan(`process ${topic}`, options, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error) span.recordException(error);
      span.setAttribute('error.type', errorType(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
