import { EnvName } from '@seaworthy/contract';
import { putSeconds } from '../encoding/ascii.ts';
import { errorOf } from './error-of.ts';
import type { LogForm } from './log-form.ts';
import { accessMessage, begunStatus, members, trouble } from './members.ts';

/** What a project may be called (Google Cloud, "Creating and managing projects"), those of a domain with their colon too. */
const PROJECT = /^[a-z][\w.:-]*$/;

/**
 * Google Cloud Logging's, as its agents read it in GKE and Cloud Run ("Structured logging", special fields): severities, requests as
 * `httpRequest`, links to Cloud Trace, errors that Error Reporting finds.
 */
export function gcp(env: Readonly<Record<string, string | undefined>>): LogForm {
  const project = env[EnvName.googleCloudProject] ?? '';
  const isKnown = PROJECT.test(project);
  return {
    names: {
      level: 'severity',
      time: 'time',
      message: 'message',
      requestId: 'request_id',
      traceId: 'logging.googleapis.com/trace',
      spanId: 'logging.googleapis.com/spanId',
    },
    levels: {
      trace: 'DEBUG',
      debug: 'DEBUG',
      info: 'INFO',
      warn: 'WARNING',
      error: 'ERROR',
      fatal: 'CRITICAL',
    },
    tracePrefix: isKnown ? `projects/${project}/traces/` : '',
    // By these Error Reporting tells services apart.
    base: ({ service, version, ...place }) => ({ serviceContext: { service, version }, ...place }),
    reserved: [],
    fields(fields) {
      const error = errorOf(fields);
      if (error?.stack === undefined) return fields;
      const { stack, ...err } = error;
      return { ...fields, err, stack_trace: stack };
    },
    moved: [['err.stack', 'stack_trace']],
    access: {
      before: (entry) =>
        `"${members({ route: entry.route })},"httpRequest":{"requestMethod":${JSON.stringify(entry.method)}` +
        `${members({ requestUrl: entry.path, status: begunStatus(entry) })},"latency":"`,
      putDuration: putSeconds,
      after: (entry) =>
        `s"${members({
          // Of 64 bits, which JSON has as text (Protocol Buffers, "ProtoJSON format").
          requestSize: String(entry.bytesIn),
          responseSize: String(entry.bytesOut),
          remoteIp: entry.remote,
          userAgent: entry.userAgent,
        })}}${members({ outcome: trouble(entry), message: accessMessage(entry) })}`,
    },
    ...(!isKnown && {
      shortfall: `${EnvName.logFormat}=gcp links no traces, since ${EnvName.googleCloudProject} does not name the project`,
    }),
  };
}
