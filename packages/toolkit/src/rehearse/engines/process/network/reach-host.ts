import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ToolkitError } from '../../../../errors.ts';
import { throwIfExhausted } from '../../../exhaustion.ts';
import { runTool } from '../tool.ts';
import type { Network } from './pod-address.ts';

/** What is on its way between a pod and the machine takes less than a millisecond. */
const WITHIN_MS = 3000;

/** A program that exits with 0 once it is connected to the host and port in its arguments. */
const CONNECT = `
const [host, port] = process.argv.slice(1);
require('node:net').connect(port, host, () => process.exit(0)).on('error', () => process.exit(1));
setTimeout(() => process.exit(1), ${WITHIN_MS});
`;

/**
 * Makes sure that pods reach this machine, where dependencies and the receiver of traces listen. Firewalls that refuse what comes
 * from interfaces they don't know let the machine's own connections to pods pass, so that nothing else would tell.
 *
 * @throws ToolkitError SW_FIREWALL, SW_MACHINE_EXHAUSTED
 */
export async function assertHostReachable(network: Network): Promise<void> {
  const { hostAddress } = network;
  await using server = createServer((socket) => socket.destroy()).listen(0, hostAddress);
  await once(server, 'listening');
  const pod = await network.add();
  try {
    const { port } = server.address() as AddressInfo;
    const inside = [process.execPath, '-e', CONNECT, hostAddress, String(port)];
    await runTool('nsenter', [`--net=${pod.namespace}`, ...inside]);
  } catch (cause) {
    throwIfExhausted(cause);
    throw new ToolkitError('SW_FIREWALL', {
      what: `Pods do not reach this machine at ${hostAddress}`,
      cause,
    });
  } finally {
    await pod.remove();
  }
}
