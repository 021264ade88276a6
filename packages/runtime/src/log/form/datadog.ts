import { putNanoseconds } from '../encoding/ascii.ts';
import { errorOf } from './error-of.ts';
import type { LogForm } from './log-form.ts';
import { json } from './json.ts';
import { accessMessage, begunStatus, members, trouble } from './members.ts';

/**
 * Datadog's standard attributes. It reads our own form too, but takes `status` for the level, and no status of HTTP is one: a request
 * that failed would be of level info.
 */
export const datadog: LogForm = {
  ...json,
  names: { ...json.names, level: 'status', time: 'timestamp', message: 'message' },
  reserved: ['level', 'severity', 'host', 'hostname', 'source'],
  fields(fields) {
    const error = errorOf(fields);
    if (error === undefined) return fields;
    const { err: _err, ...rest } = fields;
    const { type: kind, ...described } = error;
    return { ...rest, error: { kind, ...described } };
  },
  moved: [
    ['err', 'error'],
    ['err.type', 'error.kind'],
  ],
  access: {
    before: () => '","duration":',
    putDuration: putNanoseconds,
    after: (entry) =>
      `,"http":{"method":${JSON.stringify(entry.method)}${members({
        route: entry.route,
        status_code: begunStatus(entry),
        useragent: entry.userAgent,
      })},"url_details":{"path":${JSON.stringify(entry.path)}}}` +
      `,"network":{"bytes_read":${entry.bytesIn},"bytes_written":${entry.bytesOut}` +
      `${entry.remote === undefined ? '' : `,"client":{${members({ ip: entry.remote }).slice(1)}}`}}` +
      members({ outcome: trouble(entry), message: accessMessage(entry) }),
  },
};
