/** A command that ends, or does not, as its argument says; something keeps its process alive. */
import { ExitCode } from '@seaworthy/contract';
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { createLogger, logEvents } from '../../src/log/index.ts';
import { runCommand } from '../../src/service/run-command.ts';

const bus = new EventBus();
const log = createLogger({ service: 'command', version: '1', level: 'info', format: 'json', env: {} });
logEvents(bus, log);
setInterval(() => undefined, 1000);
await runCommand({ clock: systemClock, bus, log }, async () => {
  log.logger.info('begun');
  log.flush();
  if (process.argv[2] === 'hang') await new Promise(() => undefined);
  return ExitCode.migrationsPending;
});
