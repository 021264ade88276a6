import { once } from 'node:events';
import { connect } from 'node:net';
import type { Address, PodNetwork } from '../../engine.ts';
import { checkHealth } from './grpc-health.ts';
import { get } from './http.ts';
import type { PodAddress } from './pod-address.ts';

/** How probes and hooks reach a pod: by its IP and its own ports, wherever these are on this machine. */
export function podNetwork({ ip, addressOf }: Pick<PodAddress, 'ip' | 'addressOf'>): PodNetwork {
  const locate = (host: string, port: number): Address => (host === ip ? addressOf(port) : { host, port });
  return {
    get: (request, signal) => {
      const { hostname, port, protocol } = request.url;
      const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
      return get(locate(hostname, number), request, signal);
    },
    async connect(host, port, signal) {
      signal.throwIfAborted();
      const socket = connect({ ...locate(host, port), family: 4 });
      try {
        await once(socket, 'connect', { signal });
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      } finally {
        socket.destroy();
      }
    },
    checkHealth: (host, port, service, signal) => checkHealth(locate(host, port), service, signal),
  };
}
