/**
 * Load on a server that never answers, until the machine has no more of what connections take. Prints the code of the error that
 * the load ended with, how often it was told, and the requests that were counted as lost.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isLost, startTraffic } from '../../../src/rehearse/index.ts';

/** Outside of the ports that connections get. */
const PORT = 30_000;

const server = createServer(() => {}).listen(PORT, '127.0.0.1');
await once(server, 'listening');
const endpoint = { pod: 'a', ip: '127.0.0.1', ready: true, serving: true, terminating: false };
const faults: unknown[] = [];
const traffic = startTraffic({
  seed: 1,
  settings: { requestsPerSecond: 300, freshConnections: 1 },
  views: [{ subscribe: (subscriber) => subscriber([endpoint]) }],
  dataPlane: { name: 'kube-proxy' },
  addressOf: () => ({ host: '127.0.0.1', port: PORT }),
  authority: 'service',
  fault: (error) => {
    faults.push(error);
    void end();
  },
});

async function end(): Promise<void> {
  const ended = await traffic.stop().catch((error: unknown) => error as { readonly code?: string });
  const lost = [...traffic.log].filter(isLost).length;
  console.log(JSON.stringify({ code: 'code' in ended ? ended.code : undefined, told: faults.length, lost }));
  process.exit();
}
