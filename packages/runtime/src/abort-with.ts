/**
 * Aborts `controller` with `source`, until it is disposed of: for one piece of work under a signal that lives as long as the process.
 * Node keeps a signal of AbortSignal.any that somebody listens to for as long as its sources live.
 */
export function abortWith(source: AbortSignal, controller: AbortController): Disposable {
  const abort = () => controller.abort(source.reason);
  if (source.aborted) abort();
  else source.addEventListener('abort', abort, { once: true });
  return { [Symbol.dispose]: () => source.removeEventListener('abort', abort) };
}
