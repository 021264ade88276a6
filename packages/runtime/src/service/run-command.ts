import { ExitCode } from '@seaworthy/contract';
import { SeaworthyError } from '../errors.ts';
import type { EventBus } from '../events.ts';
import { adoptSignals } from '../lifecycle/index.ts';
import type { ServiceLog } from '../log/index.ts';

/** What a command runs in. */
export interface CommandSurroundings {
  readonly bus: EventBus;
  readonly log: ServiceLog;
}

/**
 * Runs a command that ends by itself, such as `migrate`; the process's exit code is what it gives. A signal aborts it; a
 * second one exits at once.
 *
 * @throws what the command throws; SeaworthyError SW_START_ABORTED where a signal came first
 */
export async function runCommand(
  { bus, log }: CommandSurroundings,
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
  }
}
