import { resolvePort, type Container, type PodSpec } from '../../../model/index.ts';

/**
 * The name of the main container that the load reaches: the only one, or the one that states the port, or asks it for
 * readiness, or alone states any. Undefined where none of this tells.
 *
 * @param port the pods' port that the load goes to
 */
export function servedBy({ containers }: PodSpec, port: number | undefined): string | undefined {
  if (containers.length === 1) return containers[0]?.name;
  if (port === undefined) return undefined;
  const stating = containers.filter(({ ports = [] }) => ports.length > 0);
  const found =
    stating.find(({ ports }) => ports?.some(({ containerPort }) => containerPort === port)) ??
    containers.find((container) => isAskedAt(container, port)) ??
    (stating.length === 1 ? stating[0] : undefined);
  return found?.name;
}

function isAskedAt(container: Container, port: number): boolean {
  const { httpGet, tcpSocket, grpc } = container.readinessProbe ?? {};
  const asked = (httpGet ?? tcpSocket ?? grpc)?.port;
  return asked !== undefined && resolvePort(asked, container) === port;
}
