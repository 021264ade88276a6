import { ExitCode } from '@seaworthy/contract';
import type { Clock } from '../clock.ts';
import type { EventBus } from '../events.ts';
import { runOutOfScope } from '../scope.ts';
import { adoptSignals, type StopSignal } from './early-signals.ts';
import { exitNow, watchExit } from './exit.ts';
import type { Lifecycle, Outcome } from './lifecycle.ts';
import { watchRaisedSignals } from './raised-signals.ts';

/** npm passes a terminal's Ctrl-C on to a child that has had it already; within this time they are one. */
const ONE_INTERRUPT_MS = 100;

/** How long after the release something may still be winding up before it is reported. */
const LINGER_MS = 200;

/** What {@link runProcess} needs. */
export interface ProcessOptions {
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Writes out every buffered log line, synchronously. */
  readonly flushLogs: () => void;
  /** Names what is under way, for where something else ends the process. Default: nothing. */
  readonly inFlight?: () => readonly string[];
  /** Ends at once, at a second signal, what else there is to be ended before this process. Default: nothing. */
  readonly forceOthers?: () => Promise<void>;
}

/**
 * Ties a lifecycle to this process: signals drain, a second one exits at once, unless the process itself raised it, an uncaught error is logged, drained
 * shortly and exits with 1, and the exit code says how it ended; after an orderly end it is `process.exitCode`, where the program has
 * set that. Resolves when everything is released; the process then
 * ends by itself, or is ended after what keeps it alive has been reported, or by the next signal.
 */
export async function runProcess(options: ProcessOptions): Promise<Outcome> {
  const { lifecycle, clock, bus, flushLogs, inFlight = () => [], forceOthers } = options;
  let first: { signal: StopSignal; at: number } | undefined;
  let outcome: Outcome | undefined;
  const exit = (code?: ExitCode): never => {
    flushLogs();
    return exitNow(code);
  };
  const end = (how: Outcome): void => {
    outcome = how;
    // What the program has set tells of its work: a job that failed is not done because it was released in time.
    if (how.exitCode !== ExitCode.ok) process.exitCode = how.exitCode;
  };
  const onSignal = (signal: StopSignal): void => {
    if (signal === 'SIGINT' && first?.signal === signal && clock.now() - first.at < ONE_INTERRUPT_MS) return;
    // As a terminal closes, its shell and the kernel both send one: it never hurries.
    if (signal === 'SIGHUP' && first !== undefined) return;
    bus.emit({ type: 'signal', signal, repeated: first !== undefined });
    if (outcome !== undefined) exit();
    if (first !== undefined) {
      if (forceOthers === undefined) exit(ExitCode.forced);
      return void forceOthers?.().finally(() => exit(ExitCode.forced));
    }
    first = { signal, at: clock.now() };
    void lifecycle.stop('signal', signal);
  };
  // Until its end, which comes later than this function's: without them a signal would end it with a status of its own.
  adoptSignals((signal) => runOutOfScope(() => onSignal(signal)));
  watchRaisedSignals((signal) => {
    const isStopping = first !== undefined && outcome === undefined;
    if (isStopping) runOutOfScope(() => bus.emit({ type: 'signal.raised', signal }));
    return isStopping;
  });
  const onFault = (origin: 'uncaughtException' | 'unhandledRejection') => (error: unknown) => {
    // This line belongs to the request in which it happened; what follows does not.
    bus.emit({ type: 'fault', origin, error });
    // As where a fault comes before the end: it outweighs how the stop went, but not what made the start fail.
    if (outcome !== undefined && outcome.error === undefined)
      end({ ...outcome, exitCode: ExitCode.crash, error });
    void runOutOfScope(() => lifecycle.stop('fault', origin, error));
  };
  process.on('uncaughtException', onFault('uncaughtException'));
  process.on('unhandledRejection', onFault('unhandledRejection'));
  watchExit((code) => {
    if (outcome !== undefined) return;
    bus.emit({ type: 'exit', code, state: lifecycle.state, what: inFlight() });
    flushLogs();
  });
  // The process must not end by itself while a start or a stop waits for what does not hold it.
  const held = setInterval(() => undefined, 2 ** 30);
  await lifecycle.start();
  const ended = await lifecycle.ended;
  clearInterval(held);
  end(ended);
  flushLogs();
  // The timer holds nothing: without anything else the process ends here and now.
  clock.after(LINGER_MS, () => {
    const what = lingering();
    if (what.length > 0) bus.emit({ type: 'lingering', what });
    exit();
  });
  return ended;
}

/** What keeps the process alive, such as `2 × Timeout`, standard streams left out. */
function lingering(): readonly string[] {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  for (const stream of [process.stdin, process.stdout, process.stderr]) {
    const type = stream.isTTY ? 'TTYWrap' : 'PipeWrap';
    const count = counts.get(type) ?? 0;
    if (count > 1) counts.set(type, count - 1);
    else counts.delete(type);
  }
  return [...counts].map(([type, count]) => `${count} × ${type}`);
}
