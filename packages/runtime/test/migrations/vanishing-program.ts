/** Prints how a migration's statement ends whose server vanishes just before it: in a network namespace whose one device goes down. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { migrationDatabase } from '../../src/stores/index.ts';
import { WELCOME } from '../stores/postgres-welcome.ts';

const setDevice = (state: 'up' | 'down') => execFileSync('ip', ['link', 'set', 'lo', state]);

setDevice('up');
const server = createServer((socket) => socket.once('data', () => socket.write(WELCOME)));
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;
const database = migrationDatabase(`postgres://shop@127.0.0.1:${port}/shop`, {
  lookMs: 20,
  mostRetransmits: 1,
});
const asked = database.connect((client) => {
  setDevice('down');
  return client.query('select 1');
}, new AbortController().signal);
console.log(
  JSON.stringify(
    await asked.catch((error: Error) => ({ message: error.message, isOutage: database.isOutage(error) })),
  ),
);
process.exit();
