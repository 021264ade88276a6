/**
 * A real PostgreSQL for rehearsals and for trying things out, out of what `npm ci` installed:
 *
 *     node services/shop/rehearsal/postgres.ts --host 127.0.0.1 --port 5432
 *
 * prints the address of an empty database `shop` once it accepts connections. SIGTERM or SIGINT ends it, and its data with it.
 */
import { parseArgs } from 'node:util';
import { ScratchServer } from './server/index.ts';

const { values } = parseArgs({
  options: { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '5432' } },
});

const told = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => told.abort());

try {
  await using server = await ScratchServer.create(told.signal);
  console.log(await server.start(values.host, Number(values.port)));
  await server.ended;
} catch (error) {
  if (!told.signal.aborted) throw error;
}
