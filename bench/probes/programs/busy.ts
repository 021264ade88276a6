import type { RequestListener } from 'node:http';
import { EnvName } from '@seaworthy/contract';

/** Where to listen, as the manifest says. */
export const address = {
  host: process.env[EnvName.host],
  port: Number(process.env[EnvName.port]),
  adminPort: Number(process.env[EnvName.adminPort]),
};

/** From the first request on the main loop is busy for good: BLOCK_MS of computing, one turn, and again. */
export const handler: RequestListener = (_, response) => {
  response.end('busy\n');
  const blockMs = Number(process.env['BLOCK_MS']);
  const block = () => {
    const until = performance.now() + blockMs;
    while (performance.now() < until);
    setImmediate(block);
  };
  response.on('finish', () => setImmediate(block));
};
