import type { Endpoint } from '../../endpoints/index.ts';
import type { Target } from '../../load/index.ts';

/** Where a pod's port is reached from this machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** An endpoint with the address that the load dials. */
export interface ReachableEndpoint extends Endpoint {
  readonly address: Address;
}

/** The endpoints as each proxy sees them, by the proxy. It is kept up to date. */
export type Views = readonly (readonly ReachableEndpoint[])[];

/** The proxy that serves a client: clients are dealt out over them in turn. */
export function viewOf(views: Views, client: number): readonly ReachableEndpoint[] {
  return views[client % views.length] ?? [];
}

export function targetOf(endpoint: Endpoint, view: readonly ReachableEndpoint[]): Target | undefined {
  const address = view.find(({ pod }) => pod === endpoint.pod)?.address;
  return address && { pod: endpoint.pod, ...address };
}
