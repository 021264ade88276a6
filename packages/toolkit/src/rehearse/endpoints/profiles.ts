import type { Range } from '../random.ts';

/**
 * How late a proxy sees what the API says of an endpoint, be it that one comes or that one goes, in milliseconds, as it is met in clusters. No
 * order between that and the kubelet's own delay is guaranteed.
 */
export const propagationProfiles = {
  /** A usual cluster: EndpointSlice in tens of milliseconds, kube-proxy's sync at most once a second, and its restore. */
  usual: [200, 2000],
  /** A large or busy one. */
  worst: [5000, 10_000],
  /** ingress-nginx: its configuration is written at most every 3.3 s, and its workers look once a second. */
  'ingress-nginx': [0, 4300],
  /** Everyone sees everything at once, which no cluster offers: to tell what delays alone do. */
  none: [0, 0],
} as const satisfies Record<string, Range>;
