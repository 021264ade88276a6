import { VirtualClock } from '../testing/index.ts';
import { createLogger, type LogOptions } from './service-log.ts';

/** A service's log under a virtual clock, and what it has written. */
export function openLog(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({
    service: 'shop',
    version: '1.0.0',
    level: 'info',
    format: 'json',
    env: {},
    clock: new VirtualClock(),
    stream: { write: (line) => lines.push(line) },
    ...options,
  });
  const last = () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>;
  return { ...log, lines, last };
}
