/**
 * One route served three times by one process: twice without a memory limit, and once within one, which is set in between, as a
 * service looks for its limit when it starts. Sends the process that started it a message once all listen.
 */
import { writeFileSync } from 'node:fs';
import { EnvName } from '@seaworthy/contract';
import { defineService } from '@seaworthy/runtime';
import { listener } from '../http/programs/listener.ts';

/** Far more than one JSON route needs, so that nothing but the account itself costs. */
const LIMIT_BYTES = 2 * 2 ** 30;

const { LIMIT_FILE = '', PORTS = '' } = process.env;
const [first = '', second = '', third = ''] = PORTS.split(',');

await serve('unlimited', first, false);
await serve('unlimited-again', second, false);
writeFileSync(LIMIT_FILE, String(LIMIT_BYTES));
await serve('limited', third, true);
process.send?.('ready');

function serve(name: string, port: string, limited: boolean): Promise<void> {
  Object.assign(process.env, { [EnvName.port]: port, [EnvName.adminPort]: '0' });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const service = defineService({
    name,
    version: '1.0.0',
    start(app) {
      if ((app.memory.budget !== undefined) !== limited)
        throw new Error(`${name} has ${limited ? 'no' : 'a'} limit`);
      app.on((event) => {
        if (event.type === 'state' && event.to === 'ready') resolve();
      });
      return { listener };
    },
  });
  service.run().then(() => reject(new Error(`${name} has ended`)), reject);
  return promise;
}
