import type { EventBus } from '../../../events.ts';

/**
 * Calls `loaded` when the service becomes ready, and each time that it does so again: by then the program has loaded its
 * code. V8 rejects code caches that were produced under other flags, so none may be set before.
 */
export function whenLoaded(bus: EventBus, loaded: () => void): void {
  bus.on((event) => {
    if (event.type === 'state' && event.to === 'ready') loaded();
  });
}
