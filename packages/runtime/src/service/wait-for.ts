import { ExitCode } from '@seaworthy/contract';
import { systemClock as clock } from '../clock.ts';
import type { ConfigShape } from '../config/index.ts';
import { EventBus } from '../events.ts';
import { createLogger, defaultLogFormat, logEvents } from '../log/index.ts';
import { waitFor } from '../wait-for/index.ts';
import type { WaitForCommand } from './command-line.ts';
import type { ServiceDefinition } from './definition.ts';
import { runCommand } from './run-command.ts';

/**
 * `node main.js wait-for`. It reads no configuration of the service: what it waits for is on its command line.
 *
 * @throws SeaworthyError as {@link waitFor} does
 */
export async function runWaitFor<Shape extends ConfigShape>(
  { targets, timeoutMs }: WaitForCommand,
  { name: service, version }: ServiceDefinition<Shape>,
): Promise<void> {
  const { env } = process;
  using log = createLogger({ service, version, level: 'info', format: defaultLogFormat(env), env });
  const bus = new EventBus();
  using _log = logEvents(bus, log);
  await runCommand({ bus, log }, async (signal) => {
    await waitFor(targets, { timeoutMs, signal, env, clock, emit: (event) => bus.emit(event) });
    return ExitCode.ok;
  });
}
