import type { ServiceAddress } from '../../kubelet/index.ts';
import type { Workload } from '../../workload/index.ts';

/**
 * The Services of a workload's namespace, as their environment variables tell of them. Nobody listens on the addresses:
 * clients are given a pod's own, and dependencies are told by the settings.
 */
export function serviceAddresses({ namespace, serviceLinks }: Workload): ServiceAddress[] {
  return serviceLinks
    .filter(({ spec }) => spec?.type !== 'ExternalName')
    .map(({ metadata, spec }, index) => ({
      name: metadata.name,
      namespace,
      clusterIP: isStated(spec?.clusterIP) ? spec.clusterIP : `10.96.1.${index + 1}`,
      ports: (spec?.ports ?? []).map(({ name, port, protocol }) =>
        Object.assign({ port }, name !== undefined && { name }, protocol !== undefined && { protocol }),
      ),
    }));
}

/** Empty, like absent, asks for an address. */
function isStated(clusterIP: string | undefined): clusterIP is string {
  return clusterIP !== undefined && clusterIP !== '';
}
