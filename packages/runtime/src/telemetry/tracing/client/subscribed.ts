import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Subscribes to several diagnostics channels until disposed. */
export function subscribed<M>(listeners: Readonly<Record<string, (message: M) => void>>): Disposable {
  const entries = Object.entries(listeners).map(
    ([name, listener]) => [name, (message: unknown) => listener(message as M)] as const,
  );
  for (const [name, listener] of entries) subscribe(name, listener);
  return {
    [Symbol.dispose]: () => {
      for (const [name, listener] of entries) unsubscribe(name, listener);
    },
  };
}
