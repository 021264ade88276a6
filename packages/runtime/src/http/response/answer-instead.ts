import type { ServerResponse } from 'node:http';
import { respond } from './respond.ts';

/**
 * Answers with nothing but the status, in the place of a handler that still runs. It may not know, and answer, too: to node that is
 * an error, thrown into whatever called it, such as a timer, or emitted to nobody, and the end of the process. So what it says
 * from now on is dropped.
 */
export function answerInstead(response: ServerResponse, status: number, retryAfter?: number): void {
  respond(response, status, retryAfter);
  const chained = () => response;
  for (const name of ['setHeader', 'setHeaders', 'appendHeader', 'writeHead'] as const)
    response[name] = chained;
  const ignored = () => {};
  for (const name of [
    'removeHeader',
    'flushHeaders',
    'addTrailers',
    'writeContinue',
    'writeProcessing',
  ] as const)
    response[name] = ignored;
  response.writeEarlyHints = (_hints, callback) => callback?.();
  response.write = (...args: unknown[]) => {
    tell(args);
    return true;
  };
  response.end = (...args: unknown[]) => {
    tell(args);
    return response;
  };
}

/** Who waits for a part to be written need not any more. */
function tell(args: readonly unknown[]): void {
  const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
  if (callback !== undefined) process.nextTick(callback);
}
