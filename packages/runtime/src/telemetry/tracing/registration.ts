import { context, propagation, trace, type TextMapPropagator, type TracerProvider } from '@opentelemetry/api';
import { ScopeContextManager } from './context/index.ts';

/**
 * Makes the runtime what `@opentelemetry/api` works with, for the process. Tracers that were taken before now work too.
 *
 * @param onTaken called with the parts that another SDK has registered before, where there are any
 */
export function register(
  provider: TracerProvider,
  propagator: TextMapPropagator,
  onTaken: (parts: readonly string[]) => void,
): Disposable {
  const undo = new DisposableStack();
  const taken: string[] = [];
  const part = (name: string, registered: boolean, disable: () => void) => {
    if (registered) undo.defer(disable);
    else taken.push(name);
  };
  part('tracer provider', trace.setGlobalTracerProvider(provider), () => trace.disable());
  part('context manager', context.setGlobalContextManager(new ScopeContextManager()), () =>
    context.disable(),
  );
  part('propagator', propagation.setGlobalPropagator(propagator), () => propagation.disable());
  if (taken.length > 0) onTaken(taken);
  return undo;
}
