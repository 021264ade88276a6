import { ExitCode } from '@seaworthy/contract';
import type { Clock } from '../clock.ts';
import { SeaworthyError } from '../errors.ts';
import type { EventBus } from '../events.ts';
import { adoptSignals } from '../lifecycle/index.ts';
import type { ServiceLog } from '../log/index.ts';

/** How long a connection may take to close after a command is done, in milliseconds. */
const LINGER_MS = 1000;

/** What a command runs in. */
export interface CommandSurroundings {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly log: ServiceLog;
}

/**
 * Runs a command that ends by itself, such as `migrate`, and ends the process with its exit code. A signal aborts it; a
 * second one exits at once.
 *
 * @throws what the command throws; SeaworthyError SW_START_ABORTED where a signal came first
 */
export async function runCommand(
  { clock, bus, log }: CommandSurroundings,
  command: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<void> {
  const abandoned = new AbortController();
  using _signals = adoptSignals((signal) => {
    bus.emit({ type: 'signal', signal, repeated: abandoned.signal.aborted });
    if (abandoned.signal.aborted) {
      log.flush();
      process.exit(ExitCode.forced);
    }
    abandoned.abort(
      new SeaworthyError('SW_START_ABORTED', { what: `${signal} came before the command was done` }),
    );
  });
  try {
    process.exitCode = await command(abandoned.signal);
  } finally {
    log.flush();
    // The timer holds nothing: without a connection that is left the process ends here and now.
    clock.after(LINGER_MS, () => process.exit());
  }
}
