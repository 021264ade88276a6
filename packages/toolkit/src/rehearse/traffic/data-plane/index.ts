import type { Clock } from '../../clock.ts';
import type { Router, Routers } from '../../load/index.ts';
import type { Random } from '../../random.ts';
import { envoyRouter } from './envoy-router.ts';
import { ingressNginxRouter } from './ingress-nginx-router.ts';
import { kubeProxyRouter } from './kube-proxy-router.ts';
import type { Views } from './reachable.ts';

export type { Address, ReachableEndpoint } from './reachable.ts';

/** Who decides where requests go. */
export type DataPlane =
  | {
      readonly name: 'kube-proxy';
      /** `sessionAffinity: ClientIP` with this time-out, in seconds. Undefined: none. */
      readonly affinitySeconds?: number;
    }
  | { readonly name: 'ingress-nginx' }
  | { readonly name: 'envoy' };

/** The routers of a data plane over what its proxies see. */
export function routersOf(
  dataPlane: DataPlane,
  views: Views,
  around: { clock: Clock; random: Random },
): Routers {
  const http1 = routerOf(dataPlane, views, around, 'http1');
  return { http1, h2c: http1.per === 'connection' ? http1 : routerOf(dataPlane, views, around, 'h2c') };
}

/** The router for one protocol. */
function routerOf(
  dataPlane: DataPlane,
  views: Views,
  { clock, random }: { clock: Clock; random: Random },
  protocol: keyof Routers,
): Router {
  switch (dataPlane.name) {
    case 'kube-proxy':
      return kubeProxyRouter(views, { clock, random, affinitySeconds: dataPlane.affinitySeconds });
    case 'ingress-nginx':
      return ingressNginxRouter(views, { clock, random });
    case 'envoy':
      return envoyRouter(views, { clock, random, protocol });
  }
}
