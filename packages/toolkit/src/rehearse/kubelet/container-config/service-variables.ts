import { isIPv6 } from 'node:net';
import { isApiServer, type PodFacts, type ServiceAddress } from '../facts.ts';

/**
 * The variables that tell of Services (pkg/kubelet/envvars FromServices): those of the pod's namespace, unless
 * `enableServiceLinks` is false, and always the API server's. Headless ones have none.
 */
export function serviceVariables(
  services: readonly ServiceAddress[],
  { namespace, spec }: Pick<PodFacts, 'namespace' | 'spec'>,
): Record<string, string> {
  const links = spec.enableServiceLinks ?? true;
  const told = services.filter(
    (service) =>
      hasAddress(service) &&
      (isApiServer(service) || (links && (service.namespace ?? 'default') === namespace)),
  );
  return Object.fromEntries(told.flatMap(variablesOf));
}

function hasAddress({ clusterIP }: ServiceAddress): boolean {
  return clusterIP !== '' && clusterIP !== 'None';
}

function variablesOf({ name, clusterIP, ports }: ServiceAddress): (readonly [string, string])[] {
  const prefix = variableName(name);
  const host = isIPv6(clusterIP) ? `[${clusterIP}]` : clusterIP;
  const [first] = ports;
  const links = ports.flatMap(({ port, protocol = 'TCP' }) => {
    const own = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
    return [
      [own, `${protocol.toLowerCase()}://${host}:${port}`],
      [`${own}_PROTO`, protocol.toLowerCase()],
      [`${own}_PORT`, String(port)],
      [`${own}_ADDR`, clusterIP],
    ] as const;
  });
  return [
    [`${prefix}_SERVICE_HOST`, clusterIP],
    ...(first === undefined
      ? []
      : ([
          [`${prefix}_SERVICE_PORT`, String(first.port)],
          [`${prefix}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${host}:${first.port}`],
        ] as const)),
    ...ports.flatMap((port) =>
      port.name ? [[`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)] as const] : [],
    ),
    ...links,
  ];
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
