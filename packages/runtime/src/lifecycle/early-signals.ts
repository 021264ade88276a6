/**
 * SIGTERM, SIGINT and SIGHUP are handled from the moment this module is evaluated, which is the runtime's first import. Until a
 * lifecycle adopts them they end the process, as they would without a handler; as PID 1 the kernel would otherwise
 * discard them (pid_namespaces(7)), and a pod deleted while it starts would hang until SIGKILL.
 */
import { constants } from 'node:os';

/** The signals that ask a process to stop: the kubelet's, a terminal's, and that of a terminal that closes. */
export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

type SignalListener = (signal: StopSignal) => void;

let adopted: SignalListener | undefined;

/** Takes the signals over until disposed. Only one lifecycle of a process can hold them. */
export function adoptSignals(listener: SignalListener): Disposable {
  adopted = listener;
  return {
    [Symbol.dispose]() {
      if (adopted === listener) adopted = undefined;
    },
  };
}

/** Whether the service listens to SIGHUP itself: it means something else by it than to stop, as daemons do. */
export function listensToHangup(): boolean {
  return process.listenerCount('SIGHUP') > 1;
}

function onSignal(signal: StopSignal): void {
  if (signal === 'SIGHUP' && listensToHangup()) return;
  if (adopted !== undefined) return adopted(signal);
  // Somebody else in the process answers the signal: a test runner, say.
  if (process.listenerCount(signal) > 1) return;
  process.exit(128 + constants.signals[signal]);
}

process.on('SIGTERM', onSignal);
process.on('SIGINT', onSignal);
process.on('SIGHUP', onSignal);
