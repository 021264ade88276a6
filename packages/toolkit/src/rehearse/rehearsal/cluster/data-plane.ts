import type { propagationProfiles } from '../../endpoints/index.ts';
import type { DataPlane } from '../../traffic/index.ts';
import type { Workload } from '../../workload/index.ts';

/** A name of {@link propagationProfiles}. */
export type ProfileName = keyof typeof propagationProfiles;

/** `sessionAffinityConfig.clientIP.timeoutSeconds` (pkg/apis/core/v1/defaults.go SetDefaults_Service). */
const AFFINITY_SECONDS = 10_800;

/**
 * The data plane with what the Service says to it: kube-proxy keeps to `sessionAffinity: ClientIP`. ingress-nginx and Envoy go
 * to the endpoints by choosers of their own. So do clients of a headless Service, which has no kube-proxy.
 */
export function dataPlaneFor(proxy: DataPlane, { services }: Pick<Workload, 'services'>): DataPlane {
  const spec = services[0]?.spec;
  const isKept = spec?.sessionAffinity === 'ClientIP' && spec.clusterIP !== 'None';
  if (proxy.name !== 'kube-proxy' || proxy.affinitySeconds !== undefined || !isKept) return proxy;
  return {
    ...proxy,
    affinitySeconds: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS,
  };
}

/** How late a data plane sees endpoints unless somebody says otherwise. */
export function profileFor(proxy: DataPlane['name']): ProfileName {
  return proxy === 'ingress-nginx' ? 'ingress-nginx' : 'usual';
}
