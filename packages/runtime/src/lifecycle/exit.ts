import type { ExitCode } from '@seaworthy/contract';

/** Whether the runtime itself has chosen to exit. */
let isOwn = false;

/** Ends this process at once, as the runtime's own decision. */
export function exitNow(code: ExitCode): never {
  isOwn = true;
  process.exit(code);
}

/** Calls `told`, with the status, where anything but {@link exitNow} ends the process by `process.exit`. It must not wait. */
export function watchExit(told: (code: number) => void): void {
  process.once('exit', (code) => {
    if (!isOwn) told(code);
  });
}
