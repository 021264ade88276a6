import { createRequire } from 'node:module';
import type { prettyFactory } from 'pino-pretty';

/** Turns a JSON line into one for people. */
export type Prettifier = (line: string) => string;

/**
 * pino-pretty's form, or undefined where it is not installed. It is loaded at run time and runs in this thread: as a
 * pino transport it would need a worker with a file of its own, which a bundled service does not have.
 */
export function loadPrettifier(): Prettifier | undefined {
  try {
    const module = createRequire(import.meta.url)('pino-pretty') as { prettyFactory: typeof prettyFactory };
    return module.prettyFactory({
      colorize: process.stdout.isTTY,
      translateTime: 'SYS:HH:MM:ss.l',
      ignore: 'service,version,pod,namespace,node',
      singleLine: true,
    });
  } catch {
    return undefined;
  }
}
