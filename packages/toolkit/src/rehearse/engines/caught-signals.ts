import { constants } from 'node:os';

/**
 * Whether a process has a handler for a signal, by the text of its `/proc/PID/status` (proc(5), SigCgt); false where that does not
 * tell.
 */
export function catchesSignal(status: string, signal: NodeJS.Signals): boolean {
  const caught = BigInt(`0x${/^SigCgt:\s*([\da-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return (caught & (1n << BigInt(constants.signals[signal] - 1))) !== 0n;
}
