import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';

/** A trace on its way from the request that places an order to the worker: the propagator's headers by name. */
export type TraceContext = Readonly<Record<string, string>>;

/** The trace of the running request, to be kept with the order. */
export function currentTrace(): TraceContext {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/**
 * Runs `work` on an order within the trace that placed it. By the messaging semantic conventions it is a consumer that
 * processes a message of the queue `orders`. They link such a span to the one that made the message, because a batch
 * has many; one order at a time has one, so it is the parent, and the order's whole way is one trace.
 */
export function continueTrace<T>(
  tracer: Tracer,
  order: { readonly id: string; readonly trace: TraceContext | null },
  work: () => Promise<T>,
): Promise<T> {
  const attributes = {
    'messaging.system': 'postgresql',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'orders',
    'messaging.message.id': order.id,
  };
  const parent = propagation.extract(ROOT_CONTEXT, order.trace ?? {});
  const options = { kind: SpanKind.CONSUMER, attributes };
  return tracer.startActiveSpan('process orders', options, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error) span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
