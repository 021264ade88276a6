import type { Clock } from '../../clock.ts';
import type { RequestRouter } from '../../load/index.ts';
import { IngressNginxChooser, nextTry, upstreamKeepAlive, UpstreamPool } from '../../proxy/index.ts';
import type { Random } from '../../random.ts';
import { targetOf, viewOf, type Views } from './reachable.ts';

/** `proxy-connect-timeout` of ingress-nginx. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * ingress-nginx: in turn for each request, over one pool of upstream connections, and again after a failure. By HTTP/2
 * (`backend-protocol: GRPC`) a connection carries one request at a time too, and none after GOAWAY
 * (ngx_http_grpc_module.c ngx_http_grpc_filter).
 */
export function ingressNginxRouter(
  views: Views,
  { clock, random }: { clock: Clock; random: Random },
): RequestRouter {
  let expired: (id: number) => void = () => {};
  const chooser = new IngressNginxChooser(random);
  const pool = new UpstreamPool(upstreamKeepAlive, clock, (id) => expired(id));
  const route = (client: number) => {
    const view = viewOf(views, client);
    const chosen = chooser.choose(view);
    return chosen && targetOf(chosen, view);
  };
  return {
    per: 'request',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    route,
    acquire(client) {
      const found = route(client);
      return found && { ...found, ...pool.acquire(found.pod) };
    },
    release: (upstream, isOpen) => pool.release(upstream, isOpen),
    dropped: (id) => pool.drop(id),
    onExpired: (close) => void (expired = close),
    again: nextTry,
  };
}
