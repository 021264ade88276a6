import { ToolkitError } from '../../../errors.ts';

/** Aborts at SIGINT, SIGTERM or SIGHUP, so that a rehearsal takes down what it started; a second signal ends the command at once. */
export function interruption(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    stop();
    controller.abort(new ToolkitError('SW_INTERRUPTED', { what: `${name} broke the rehearsal off` }));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  // The listener that ends the command is left out until this one has had its turn. Some listener there is at any time: with the
  // last one Node forgets a signal that has come and was not told yet.
  const others = new Map(signals.map((name) => [name, process.listeners(name)]));
  for (const name of signals) {
    process.on(name, onSignal);
    for (const listener of others.get(name) ?? []) process.removeListener(name, listener);
  }
  const stop = () => {
    for (const name of signals) {
      for (const listener of others.get(name) ?? [])
        if (!process.listeners(name).includes(listener)) process.on(name, listener);
      process.removeListener(name, onSignal);
    }
  };
  return { signal: controller.signal, [Symbol.dispose]: stop };
}

/**
 * Waits for what an interruption breaks off. An error after it is told as the interruption: Ctrl-C is for the whole group of
 * processes, and what it ended beside this one did not fail.
 *
 * @throws the signal's reason; what `running` throws
 */
export async function orInterrupted<T>(signal: AbortSignal, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
