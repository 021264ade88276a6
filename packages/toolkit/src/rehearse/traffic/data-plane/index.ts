import type { Clock } from '../../clock.ts';
import type { Router } from '../../load/index.ts';
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

/** The router of a data plane over what its proxies see. */
export function routerOf(
  dataPlane: DataPlane,
  views: Views,
  { clock, random }: { clock: Clock; random: Random },
): Router {
  switch (dataPlane.name) {
    case 'kube-proxy':
      return kubeProxyRouter(views, { clock, random, affinitySeconds: dataPlane.affinitySeconds });
    case 'ingress-nginx':
      return ingressNginxRouter(views, { clock, random });
    case 'envoy':
      return envoyRouter(views, { clock, random });
  }
}
