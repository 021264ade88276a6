import type { PodFacts } from './facts.ts';

/** As almost every cluster has it (kubelet --cluster-domain). */
const CLUSTER_DOMAIN = 'cluster.local';
/** HOST_NAME_MAX of Linux, but one. */
const LONGEST = 63;

/** What a pod calls itself, and what stands behind that in its full name. */
interface Hostname {
  readonly hostname: string;
  readonly domain?: string;
}

/**
 * A pod's host name: what it states, else its name, cut to 63 characters; with a `subdomain`, as a StatefulSet gives it, it has a full
 * name too (kubelet_pods.go GeneratePodHostNameAndDomain).
 */
export function hostnameOf({
  name,
  namespace,
  spec: { hostnameOverride, hostname, subdomain },
}: Pick<PodFacts, 'name' | 'namespace' | 'spec'>): Hostname {
  const own = (hostnameOverride ?? (hostname || name)).slice(0, LONGEST).replace(/[-.]+$/, '');
  if (hostnameOverride !== undefined || !subdomain) return { hostname: own };
  return { hostname: own, domain: `${subdomain}.${namespace}.svc.${CLUSTER_DOMAIN}` };
}
