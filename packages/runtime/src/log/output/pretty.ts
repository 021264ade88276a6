import { createRequire } from 'node:module';
import type { prettyFactory } from 'pino-pretty';

/** Turns a JSON line into one for people. */
export type Prettifier = (line: string) => string;

const name: string = 'pino-pretty';

/**
 * pino-pretty's form, or undefined where it is not installed. It is loaded at run time and runs in this thread: as a
 * pino transport it would need a worker with a file of its own, which a bundled service does not have.
 */
export function loadPrettifier(): Prettifier | undefined {
  try {
    const load = createRequire(import.meta.url);
    // Not by a literal: no bundler is to bring along what is for development.
    const module = load(name) as { prettyFactory: typeof prettyFactory };
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
