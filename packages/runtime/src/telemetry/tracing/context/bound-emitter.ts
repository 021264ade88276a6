import type { EventEmitter } from 'node:events';

type Listener = ((...args: unknown[]) => void) & { listener?: Listener };

/**
 * Makes `emitter` pass every listener that is added from now on through `bind`. The listener that was given is still
 * the one that removes it.
 */
export function boundEmitter<E extends EventEmitter>(emitter: E, bind: (listener: Listener) => Listener): E {
  const boundOf = new WeakMap<Listener, Listener>();
  for (const name of ['on', 'addListener', 'prependListener'] as const) {
    const add = emitter[name].bind(emitter);
    emitter[name] = (event: string | symbol, listener: Listener) => {
      // `once` adds a wrapper and names what it wraps by `listener`; node looks there when asked to remove that.
      const bound = Object.assign(bind(listener), { listener: listener.listener ?? listener });
      boundOf.set(listener, bound);
      return add(event, bound);
    };
  }
  for (const name of ['off', 'removeListener'] as const) {
    const remove = emitter[name].bind(emitter);
    emitter[name] = (event: string | symbol, listener: Listener) =>
      remove(event, boundOf.get(listener) ?? listener);
  }
  return emitter;
}
