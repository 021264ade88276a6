/** terminus as its README shows it: its health check is on the service's own port. */
import { createServer } from 'node:http';
import { createTerminus } from '@godaddy/terminus';
import { address, handler } from './busy.ts';

const server = createServer(handler);
createTerminus(server, { healthChecks: { '/healthz': () => Promise.resolve() } });
server.listen(address);
