import type { Random } from '../../form/index.ts';
import type { Clock } from '../clock.ts';
import type { KubeProxy } from '../endpoints.ts';
import { arrivals } from './arrivals.ts';
import type { Client, ClientContext, ClientKind } from './client.ts';
import { H2cClient } from './h2c.ts';
import { Http1Client } from './http1.ts';
import type { Tally } from './tally.ts';
import { WebSocketClient } from './websocket.ts';

/** What is asked for. */
export interface Routes {
  /** Path of a GET that is answered at once. */
  readonly fast: string;
  /** Path of a request that takes two seconds: a GET, or where there is an `upload`, a POST that takes as long to send. */
  readonly slow: string;
  readonly upload?: string;
}

/** What one kind of client sends. */
export interface LoadShape {
  /** Requests a second, over all clients. */
  readonly perSecond: number;
  /** Part of the requests that open a connection of their own. */
  readonly freshPart: number;
  /** Part of the requests that go to the slow route. */
  readonly slowPart: number;
  readonly routes: Routes;
  /** Client processes, spread over the nodes, each with its own pool. */
  readonly clients: number;
  /** Idle time-outs of kept connections, dealt out to the clients in turn. */
  readonly idleTimeoutsMs: readonly number[];
}

const constructors: Record<ClientKind, new (context: ClientContext) => Client> = {
  http1: Http1Client,
  h2c: H2cClient,
  websocket: WebSocketClient,
};

/**
 * Applies a load of one kind until `signal` aborts, then waits for the requests under way.
 *
 * @param nodes one proxy a node; clients are spread over them
 */
export async function applyLoad(
  kind: ClientKind,
  shape: LoadShape,
  nodes: readonly KubeProxy[],
  tally: Tally,
  { clock, random, signal }: { clock: Clock; random: Random; signal: AbortSignal },
): Promise<void> {
  const clients = Array.from({ length: shape.clients }, (_, index) => {
    const node = nodes[index % nodes.length];
    return new constructors[kind]({
      route: () => node?.route(),
      random: random.fork(),
      clock,
      idleTimeoutMs: shape.idleTimeoutsMs[index % shape.idleTimeoutsMs.length] ?? 0,
      lost: (loss) => tally.lost(loss),
      goingAway: (endpoint) => tally.goingAway(endpoint),
    });
  });
  const underWay = new Set<Promise<void>>();
  await arrivals(shape.perSecond, clock, signal, () => {
    const client = random.pick(clients);
    if (client === undefined) return;
    const fresh = random.chance(shape.freshPart);
    const { fast, slow, upload } = shape.routes;
    tally.sent += 1;
    const request = client
      .send(random.chance(shape.slowPart) ? { path: slow, upload, fresh } : { path: fast, fresh })
      .then((outcome) => tally.record(outcome))
      .finally(() => underWay.delete(request));
    underWay.add(request);
  });
  await Promise.all(underWay);
  for (const client of clients) client.close();
}
