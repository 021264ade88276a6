import type { Clock } from '../../clock.ts';
import type { RequestRouter, Routers } from '../../load/index.ts';
import { EnvoyChooser } from '../../proxy/index.ts';
import type { Random } from '../../random.ts';
import { targetOf, viewOf, type Views } from './reachable.ts';

/** `connect_timeout` of a cluster. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Envoy with its defaults: in turn for each request, a pool for each host, and no retries. To pods that speak HTTP/2 it has one
 * connection each.
 */
export function envoyRouter(
  views: Views,
  { clock, random, protocol }: { clock: Clock; random: Random; protocol: keyof Routers },
): RequestRouter {
  let expired: (id: number) => void = () => {};
  const chooser = new EnvoyChooser({ clock, random, protocol, closed: (id) => expired(id) });
  return {
    per: 'request',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    route(client) {
      const view = viewOf(views, client);
      const chosen = chooser.chooseHost(view);
      return chosen && targetOf(chosen, view);
    },
    acquire(client) {
      const view = viewOf(views, client);
      const connection = chooser.choose(view);
      const endpoint = view.find(({ pod }) => pod === connection?.pod);
      return connection && endpoint && { ...connection, ...endpoint.address };
    },
    release: (upstream, isOpen) => chooser.release(upstream, isOpen),
    dropped: (id) => chooser.drop(id),
    onExpired: (close) => void (expired = close),
    again: () => false,
  };
}
