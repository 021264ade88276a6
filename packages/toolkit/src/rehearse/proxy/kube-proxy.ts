import type { Endpoint } from '../endpoints/index.ts';
import type { Random } from '../random.ts';

/**
 * Whom kube-proxy routes to: the ready endpoints; if there are none, those that terminate but still serve
 * (pkg/proxy/topology.go CategorizeEndpoints).
 */
export function usableEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter(({ serving, terminating }) => serving && terminating);
}

/**
 * The endpoint of one new connection: a random usable one. A connection that is open stays where it is, whatever becomes
 * of the endpoint. Undefined: the connection is refused.
 */
export function chooseForConnection(endpoints: readonly Endpoint[], random: Random): Endpoint | undefined {
  return random.pick(usableEndpoints(endpoints));
}
