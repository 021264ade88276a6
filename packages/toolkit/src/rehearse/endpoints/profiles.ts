import type { Range } from '../random.ts';

/** How late a proxy sees what the API says of an endpoint, in milliseconds; never before what was said earlier. */
export interface PropagationProfile {
  /** Until one that became ready is routed to. */
  readonly addMs: Range;
  /** Until one that is no longer ready is routed to no more. */
  readonly removeMs: Range;
}

/** A new endpoint is nothing that loses requests by being late; kube-proxy has it in within a sync. */
const ADD_MS: Range = [0, 500];

/** Delays as they are met in clusters. No order between them and the kubelet's own delay is guaranteed. */
export const propagationProfiles = {
  /** A usual cluster: EndpointSlice in tens of milliseconds, kube-proxy's sync at most once a second, and its restore. */
  usual: { addMs: ADD_MS, removeMs: [200, 2000] },
  /** A large or busy one. */
  worst: { addMs: ADD_MS, removeMs: [5000, 10_000] },
  /** ingress-nginx: its configuration is written at most every 3.3 s, and its workers look once a second. */
  ingressNginx: { addMs: [0, 4300], removeMs: [0, 4300] },
  /** Everyone sees everything at once, which no cluster offers: to tell what delays alone do. */
  none: { addMs: [0, 0], removeMs: [0, 0] },
} as const satisfies Record<string, PropagationProfile>;
