import { SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import { activeContext } from '../context/index.ts';
import { databaseErrorType, responseStatus } from './database-error.ts';
import { version } from '../../../version.generated.ts';

/** A call to a database, as its span tells it. */
export interface DatabaseCall {
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Starts the span of a call to a database, as a child of the active one. Without an active span there is none: the
 * statements of probes and of start-up would each be a trace.
 *
 * @param system `db.system.name`
 * @param describe asked only where the span is recorded: to describe a long statement takes longer than to send it
 */
export function startDatabaseSpan(system: string, describe: () => DatabaseCall): Span | undefined {
  const context = activeContext();
  if (trace.getSpan(context) === undefined) return undefined;
  const span = trace
    .getTracer('@seaworthy/runtime/database', version)
    .startSpan(system, { kind: SpanKind.CLIENT }, context);
  if (!span.isRecording()) return span;
  const { name, attributes } = describe();
  return span.updateName(name).setAttributes({ 'db.system.name': system, ...attributes });
}

/** Ends it. Safe to call again. */
export function endDatabaseSpan(span: Span, error?: unknown): void {
  if (error !== undefined) {
    const status = responseStatus(error);
    span.setAttribute('error.type', databaseErrorType(error));
    if (status !== undefined) span.setAttribute('db.response.status_code', status);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(error instanceof Error && { message: error.message }) });
  }
  span.end();
}
