/** A process that logs, and ends as its first argument says; its parent looks at what arrives. */
import { writeSync } from 'node:fs';
import { setImmediate as yieldLoop } from 'node:timers/promises';
import { createLogger } from '../../src/log/index.ts';

const [ending = '', count = '1000', format = 'json'] = process.argv.slice(2);
const { logger, access } = createLogger({
  service: 'fixture',
  version: '1',
  level: 'info',
  format: format === 'pretty' ? 'pretty' : 'json',
  env: {},
});

// After the logger's own: a handler that speaks last must be heard too.
process.on('exit', () => logger.info('exiting'));

for (let n = 0; n < Number(count); n++) {
  access({
    requestId: `r-${n}`,
    method: 'GET',
    path: `/items/${n}`,
    route: undefined,
    status: 200,
    durationMs: 1,
    bytesIn: 0,
    bytesOut: 0,
    outcome: 'completed',
  });
  // Timers and retries get their turn, as they would in a service.
  if (n % 500 === 499) await yieldLoop();
}
logger.info('last words');

if (ending === 'kill') {
  logger.error('an error');
  logger.info('waits for others');
  process.kill(process.pid, 'SIGKILL');
}
// More than a pipe holds waits for its reader by now, who may hear of it.
if (ending === 'exit told') writeSync(2, 'exiting\n');
if (ending.startsWith('exit')) process.exit(3);
if (ending === 'throw') throw new Error('on purpose');
if (ending === 'reject') void Promise.reject(new Error('on purpose'));
if (ending === 'linger') setTimeout(() => process.exit(4), 300);
