import type { Probe } from '../../../model/index.ts';
import type { ProbeFacts } from '../../evidence.ts';
import type { ContainerSpec } from '../../kubelet/index.ts';

/** A container's probes with their defaults filled in. */
export function probeFacts({ probes }: ContainerSpec): Partial<Record<keyof typeof probes, ProbeFacts>> {
  const entries = Object.entries(probes).map(([kind, probe]) => {
    const { action, initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = probe;
    return [
      kind,
      { asks: asked(action), initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold },
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** What a probe asks, in words. */
function asked({ httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet)
    return `${httpGet.scheme === 'HTTPS' ? 'HTTPS ' : ''}GET ${httpGet.path || '/'} on port ${httpGet.port}`;
  if (tcpSocket) return `TCP connect to port ${tcpSocket.port}`;
  if (grpc) return `gRPC health check${grpc.service ? ` of ${grpc.service}` : ''} on port ${grpc.port}`;
  return `exec ${exec?.command?.join(' ') ?? 'of nothing'}`;
}
