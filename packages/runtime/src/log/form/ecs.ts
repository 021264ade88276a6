import { putNanoseconds } from '../encoding/ascii.ts';
import type { LoggedError } from '../fields/log-value.ts';
import { errorOf } from './error-of.ts';
import type { LogForm } from './log-form.ts';
import { accessMessage, begunStatus, members, trouble } from './members.ts';

/** The version of the schema whose names these are. */
const VERSION = '9.0.0';

/** What the schema has as objects, and Filebeat adds as one: Elasticsearch refuses a line in which one is a text or a number. */
const objects: ReadonlySet<string> = new Set(
  (
    'agent client cloud container data_stream destination device dll dns ecs email error faas file ' +
    'group host http kubernetes labels log network observer orchestrator organization package process registry related ' +
    'rule server service source span threat tls trace transaction url user user_agent volume vulnerability'
  ).split(' '),
);

/** What an error's parts are called. */
const ofError = {
  type: 'error.type',
  message: 'error.message',
  stack: 'error.stack_trace',
  code: 'error.code',
  cause: 'error.cause',
  errors: 'error.errors',
} as const satisfies Record<keyof LoggedError, string>;

/** The Elastic Common Schema's, as Filebeat, Elastic Agent and Logstash take it, with dots in names (ECS Logging). */
export const ecs: LogForm = {
  names: {
    level: 'log.level',
    time: '@timestamp',
    message: 'message',
    requestId: 'http.request.id',
    traceId: 'trace.id',
    spanId: 'span.id',
  },
  levels: {},
  tracePrefix: '',
  base: ({ service, version, process, pod, namespace, node }) => ({
    'ecs.version': VERSION,
    'service.name': service,
    'service.version': version,
    'service.node.name': process === undefined ? pod : `${pod ?? service}/${process}`,
    'kubernetes.pod.name': pod,
    'kubernetes.namespace': namespace,
    'kubernetes.node.name': node,
  }),
  reserved: [],
  fields: (fields) => withEvent(withError(withObjects(fields))),
  moved: [
    ...Object.entries(ofError).map(([part, name]) => [`err.${part}`, `["${name}"]`] as const),
    ...[...objects].map((name) => [name, `fields_${name}`] as const),
    ['event', '["event.action"]'],
  ],
  access: {
    before: (entry) =>
      `"${members({
        'http.request.method': entry.method,
        'url.path': entry.path,
        'http.route': entry.route,
        'http.response.status_code': begunStatus(entry),
      })},"event.duration":`,
    putDuration: putNanoseconds,
    after: (entry) =>
      members({
        'http.request.bytes': entry.bytesIn,
        'http.response.bytes': entry.bytesOut,
        'client.ip': entry.remote,
        'user_agent.original': entry.userAgent,
        'error.type': trouble(entry),
        message: accessMessage(entry),
      }),
  },
};

type Fields = Readonly<Record<string, unknown>>;

function withObjects(fields: Fields): Fields {
  const isTaken = (name: string) => objects.has(name) && !isObject(fields[name]);
  if (!Object.keys(fields).some(isTaken)) return fields;
  const rename = ([name, value]: [string, unknown]) =>
    [isTaken(name) ? `fields_${name}` : name, value] as const;
  return Object.fromEntries(Object.entries(fields).map(rename));
}

/** Whether `value`, a described one, is an object in JSON, or a list of such: a URL or a Date is a text. */
function isObject(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isObject);
  return (
    typeof value === 'object' && value !== null && !('toJSON' in value && typeof value.toJSON === 'function')
  );
}

function withError(fields: Fields): Fields {
  const error = errorOf(fields);
  if (error === undefined) return fields;
  const { err: _err, ...rest } = fields;
  const described = Object.entries(error).map(
    ([part, value]) => [ofError[part as keyof LoggedError], value] as const,
  );
  // Of the schema's type `keyword`; node has codes that are numbers.
  const code = error.code === undefined ? undefined : { [ofError.code]: String(error.code) };
  return { ...rest, ...Object.fromEntries(described), ...code };
}

/** What happens to the service is named by a text; a request that it tells of, which need not be the one at work, has the name of any. */
function withEvent(fields: Fields): Record<string, unknown> {
  if (typeof fields['event'] !== 'string') return fields;
  const { event, request_id: requestId, ...rest } = fields;
  return {
    'event.action': event,
    ...rest,
    ...(requestId !== undefined && { [ecs.names.requestId]: requestId }),
  };
}
