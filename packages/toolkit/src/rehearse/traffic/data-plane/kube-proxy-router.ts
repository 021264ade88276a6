import type { Clock } from '../../clock.ts';
import type { ConnectionRouter } from '../../load/index.ts';
import { chooseForConnection, ClientAffinity } from '../../proxy/index.ts';
import type { Random } from '../../random.ts';
import { targetOf, viewOf, type Views } from './reachable.ts';

/** kube-proxy: chosen for each connection by the node of its client; an open one stays where it is. */
export function kubeProxyRouter(
  views: Views,
  { clock, random, affinitySeconds }: { clock: Clock; random: Random; affinitySeconds: number | undefined },
): ConnectionRouter {
  const affinity =
    affinitySeconds === undefined ? undefined : new ClientAffinity(clock, random, affinitySeconds);
  return {
    per: 'connection',
    route(client) {
      const view = viewOf(views, client);
      const chosen = affinity?.choose(String(client), view) ?? chooseForConnection(view, random);
      return chosen && targetOf(chosen, view);
    },
  };
}
