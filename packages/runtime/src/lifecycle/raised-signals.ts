import { constants } from 'node:os';
import type { StopSignal } from './early-signals.ts';

const stopSignals: readonly StopSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Asks about each signal to stop that this process sends to itself, for as long as it lives. Who listens to such a signal beside the
 * runtime by custom does its own part and then raises it again, to end the process as the signal would have (NestJS, Apollo Server,
 * terminus): it knows of nobody else who is still at work. Node does not tell a listener who has sent a signal.
 *
 * @param passesOver whether the signal is not to be sent
 */
export function watchRaisedSignals(passesOver: (signal: StopSignal) => boolean): void {
  const kill = process.kill.bind(process);
  process.kill = (pid, signal = 'SIGTERM') => {
    const raised = stopSignals.find((name) => name === signal || constants.signals[name] === signal);
    if (pid === process.pid && raised !== undefined && passesOver(raised)) return true;
    return kill(pid, signal);
  };
}
