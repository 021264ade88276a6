/** OpenTelemetry contexts, carried by the runtime's one scope. */
export { ScopeContextManager } from './context-manager.ts';
export { activeContext, contextOf, ContextScope, SpanScope } from './context-scope.ts';
export { isTracingSuppressed, suppressTracing, withSpan } from './linked-context.ts';
