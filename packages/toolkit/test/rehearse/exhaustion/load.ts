/**
 * Load on a server that never answers, until the machine has no more of what connections take. The argument is the server's port;
 * without one it runs in this process. Prints the code of the error that the load ended with, how often it was told, and the
 * requests that were counted as lost.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isLost, startTraffic } from '../../../src/rehearse/index.ts';

const [, , elsewhere] = process.argv;
const port = elsewhere === undefined ? await silentServer() : Number(elsewhere);
const endpoint = { pod: 'a', ip: '127.0.0.1', ready: true, serving: true, terminating: false };
const faults: unknown[] = [];
const traffic = startTraffic({
  seed: 1,
  settings: { requestsPerSecond: 300, freshConnections: 1 },
  views: [{ subscribe: (subscriber) => subscriber([endpoint]) }],
  dataPlane: { name: 'kube-proxy' },
  addressOf: () => ({ host: '127.0.0.1', port }),
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

/** On a port outside of those that connections get. */
async function silentServer(): Promise<number> {
  const fixed = 30_000;
  await once(createServer(() => {}).listen(fixed, '127.0.0.1'), 'listening');
  return fixed;
}
