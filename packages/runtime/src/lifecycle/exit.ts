import type { ExitCode } from '@seaworthy/contract';

/** Whether the runtime itself has chosen to exit. */
let isOwn = false;

/** Ends this process at once, as the runtime's own decision. @param code default `process.exitCode` */
export function exitNow(code?: ExitCode): never {
  isOwn = true;
  // `undefined` itself would count as 0.
  process.exit(code ?? process.exitCode);
}

/** Calls `told`, with the status, where anything but {@link exitNow} ends the process by `process.exit`. It must not wait. */
export function watchExit(told: (code: number) => void): void {
  process.once('exit', (code) => {
    if (!isOwn) told(code);
  });
}
