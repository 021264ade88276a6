import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Listeners of diagnostics channels by name. What a channel publishes is for its listener to know. */
export type ChannelListeners<M> = Readonly<Record<string, (message: M) => void>>;

/** Subscribes to several diagnostics channels until disposed. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what binds the listeners' messages to one type
export function subscribed<M>(listeners: ChannelListeners<M>): Disposable {
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
