/** The logger: JSON lines on standard output, none lost at exit; request lines; events as lines. */
export type { AccessEntry, AccessLog, RequestOutcome } from './access-log.ts';
export { defaultLogFormat, logFormats, logLevels } from './level.ts';
export { limitLastFlushes } from './last-flushes.ts';
export { logEvents } from './log-events.ts';
export type { Logger } from './logger.ts';
export { createLogger, type ServiceLog } from './service-log.ts';
export { isCredentialName } from './fields/credential-name.ts';
