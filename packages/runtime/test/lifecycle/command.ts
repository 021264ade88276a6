/** A command that does not end. */
import { EventBus } from '../../src/events.ts';
import { createLogger, logEvents } from '../../src/log/index.ts';
import { runCommand } from '../../src/service/run-command.ts';

const bus = new EventBus();
const log = createLogger({ service: 'command', version: '1', level: 'info', format: 'json', env: {} });
logEvents(bus, log);
setInterval(() => undefined, 1000);
await runCommand({ bus, log }, async () => {
  log.logger.info('begun');
  log.flush();
  return new Promise(() => undefined);
});
