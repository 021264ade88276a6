/** terminus as its README shows it; TERMINUS_DELAY sets the delay that it recommends for Kubernetes. */
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createTerminus } from '@godaddy/terminus';
import { address, handler } from './handler.ts';

const delayMs = Number(process.env['TERMINUS_DELAY'] ?? 0);
const server = createServer(handler);
createTerminus(server, {
  healthChecks: { '/healthz': () => Promise.resolve() },
  useExit0: true,
  ...(delayMs > 0 && { beforeShutdown: () => setTimeout(delayMs) }),
});
server.listen(address);
