import type { ConfigShape } from '../config/index.ts';
import { createLogger, defaultLogFormat } from '../log/index.ts';
import { messageOf } from '../thrown.ts';
import type { ServiceDefinition } from './definition.ts';

/** Reports an error that ended the process before its log was open: one line, in the log's own form. */
export function reportRefusal<Shape extends ConfigShape>(
  { name: service, version }: ServiceDefinition<Shape>,
  error: unknown,
): void {
  const format = defaultLogFormat(process.env);
  using log = createLogger({ service, version, level: 'info', format, env: process.env });
  log.logger.fatal({ err: error }, messageOf(error));
}
