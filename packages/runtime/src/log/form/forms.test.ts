import { expect, test } from 'vitest';
import { runInScope } from '../../scope.ts';
import type { AccessEntry } from '../access-log.ts';
import { logFormats, type LogFormat } from '../level.ts';
import { openLog } from '../open-log.props.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const scope = { requestId: 'r-1', traceId, spanId };
const entry: AccessEntry = {
  requestId: 'r-1',
  scope,
  method: 'GET',
  path: '/users/"7"',
  route: '/users/:id',
  status: 503,
  durationMs: 1234.5678,
  bytesIn: 80,
  bytesOut: 512,
  remote: '10.0.0.9',
  userAgent: 'curl "8"',
  outcome: 'cut',
};
const place = { POD_NAME: 'shop-1', POD_NAMESPACE: 'prod', NODE_NAME: 'n1' };

function open(format: LogFormat, env: Record<string, string> = place) {
  const log = openLog({ format, env, level: 'trace' });
  return { ...log, all: () => log.lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const error = Object.assign(new TypeError('no'), { code: 'EX', cause: new Error('root') });

test('for Google Cloud a line has its severity, its trace and its service', () => {
  const { logger, last } = open('gcp', { ...place, GOOGLE_CLOUD_PROJECT: 'acme-prod' });
  runInScope(scope, () => logger.warn({ order: 7 }, 'late'), undefined, undefined);
  expect(last()).toEqual({
    severity: 'WARNING',
    time: '2026-01-01T00:00:00.000Z',
    serviceContext: { service: 'shop', version: '1.0.0' },
    pod: 'shop-1',
    namespace: 'prod',
    node: 'n1',
    request_id: 'r-1',
    'logging.googleapis.com/trace': `projects/acme-prod/traces/${traceId}`,
    'logging.googleapis.com/spanId': spanId,
    order: 7,
    message: 'late',
  });
});

test('for Google Cloud each level is one of LogSeverity', () => {
  const { logger, all } = open('gcp');
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]('said');
  expect(all().map(({ severity }) => severity)).toEqual([
    'DEBUG',
    'DEBUG',
    'INFO',
    'WARNING',
    'ERROR',
    'CRITICAL',
  ]);
});

test('for Google Cloud a request is an HttpRequest, and an error has its stack where Error Reporting looks', () => {
  const { access, logger, last } = open('gcp', { GOOGLE_CLOUD_PROJECT: 'acme.example:shop' });
  access(entry);
  expect(last()).toMatchObject({
    severity: 'WARNING',
    'logging.googleapis.com/trace': `projects/acme.example:shop/traces/${traceId}`,
    'logging.googleapis.com/spanId': spanId,
    route: '/users/:id',
    httpRequest: {
      requestMethod: 'GET',
      requestUrl: '/users/"7"',
      status: 503,
      latency: '1.234568s',
      requestSize: '80',
      responseSize: '512',
      remoteIp: '10.0.0.9',
      userAgent: 'curl "8"',
    },
    outcome: 'cut',
    message: 'GET /users/"7" 503',
  });
  logger.error({ err: error }, 'failed');
  expect(last()).toMatchObject({
    stack_trace: error.stack,
    err: { type: 'TypeError', code: 'EX' },
    message: 'failed',
  });
  expect(last()['err']).not.toHaveProperty('stack');
});

test.each([undefined, '', 'a"b', 'a/b'])(
  'for Google Cloud without a project (%j) a trace is its id alone, and that is told',
  (project) => {
    const env = project === undefined ? {} : { GOOGLE_CLOUD_PROJECT: project };
    const { access, last, shortfall } = open('gcp', env);
    access(entry);
    expect(last()['logging.googleapis.com/trace']).toBe(traceId);
    expect(shortfall).toContain('GOOGLE_CLOUD_PROJECT');
    expect(open('gcp', { GOOGLE_CLOUD_PROJECT: 'acme' }).shortfall).toBeUndefined();
  },
);

test('for Elastic a line has the names of its schema', () => {
  const { access, logger, last } = open('ecs');
  const common = {
    'log.level': 'warn',
    '@timestamp': '2026-01-01T00:00:00.000Z',
    'ecs.version': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    'service.name': 'shop',
    'service.version': '1.0.0',
    'service.node.name': 'shop-1',
    'kubernetes.pod.name': 'shop-1',
    'kubernetes.namespace': 'prod',
    'kubernetes.node.name': 'n1',
    'http.request.id': 'r-1',
    'trace.id': traceId,
    'span.id': spanId,
  };
  access(entry);
  expect(last()).toEqual({
    ...common,
    'http.request.method': 'GET',
    'url.path': '/users/"7"',
    'http.route': '/users/:id',
    'http.response.status_code': 503,
    'event.duration': 1_234_568_000,
    'http.request.bytes': 80,
    'http.response.bytes': 512,
    'client.ip': '10.0.0.9',
    'user_agent.original': 'curl "8"',
    'error.type': 'cut',
    message: 'GET /users/"7" 503',
  });
  const said = () =>
    logger.warn({ err: error, event: 'state', http: { mine: 1 }, service: 'other' }, 'failed');
  runInScope(scope, said, undefined, undefined);
  expect(last()).toEqual({
    ...common,
    'event.action': 'state',
    'error.type': 'TypeError',
    'error.message': 'no',
    'error.stack_trace': error.stack,
    'error.code': 'EX',
    'error.cause': expect.objectContaining({ message: 'root' }) as object,
    http: { mine: 1 },
    // A text in the place of an object: Elasticsearch would refuse the line.
    fields_service: 'other',
    message: 'failed',
  });
  logger.warn({ event: 'http.error', request_id: 'r-2' }, 'of a request that is not at work');
  expect(last()).toMatchObject({ 'event.action': 'http.error', 'http.request.id': 'r-2' });
  expect(last()).not.toHaveProperty('request_id');
  logger.info({ user: 'ada', process: 2, source: ['a'], host: { name: 'db' }, tls: null }, 'taken');
  expect(last()).toMatchObject({ fields_user: 'ada', fields_process: 2, fields_source: ['a'] });
  expect(last()).toMatchObject({ host: { name: 'db' } });
  logger.info({ url: new URL('http://shop/x'), file: new Date(0), client: [{ ip: '::1' }] }, 'told as texts');
  expect(last()).toMatchObject({ fields_url: 'http://shop/x', fields_file: '1970-01-01T00:00:00.000Z' });
  expect(last()).toMatchObject({ client: [{ ip: '::1' }] });
  logger.child({ url: '/x' }).info('bound');
  expect(last()).toMatchObject({ fields_url: '/x' });
});

test('for Datadog the level is its status, and no status of HTTP is taken for one', () => {
  const { access, logger, last } = open('datadog');
  const common = {
    status: 'warn',
    timestamp: '2026-01-01T00:00:00.000Z',
    service: 'shop',
    version: '1.0.0',
    pod: 'shop-1',
    namespace: 'prod',
    node: 'n1',
    request_id: 'r-1',
    trace_id: traceId,
    span_id: spanId,
  };
  access(entry);
  expect(last()).toEqual({
    ...common,
    http: {
      method: 'GET',
      route: '/users/:id',
      status_code: 503,
      useragent: 'curl "8"',
      url_details: { path: '/users/"7"' },
    },
    duration: 1_234_568_000,
    network: { bytes_read: 80, bytes_written: 512, client: { ip: '10.0.0.9' } },
    outcome: 'cut',
    message: 'GET /users/"7" 503',
  });
  runInScope(
    scope,
    () => logger.warn({ err: error, status: 404, host: 'db' }, 'failed'),
    undefined,
    undefined,
  );
  expect(last()).toEqual({
    ...common,
    error: {
      kind: 'TypeError',
      message: 'no',
      stack: error.stack,
      code: 'EX',
      cause: expect.objectContaining({ message: 'root' }) as object,
    },
    fields_status: 404,
    fields_host: 'db',
    message: 'failed',
  });
});

const machines = logFormats.filter((format) => format !== 'pretty');

test.each(machines)('as %s a request of which nothing is known is one object too', (format) => {
  const { access, all } = open(format, {});
  const nothing = { route: undefined, remote: undefined, userAgent: undefined, scope: undefined } as const;
  access({ ...entry, ...nothing, status: 0, outcome: 'aborted', durationMs: 0 });
  access({ ...entry, ...nothing, status: 200, outcome: 'completed', durationMs: 5e9 });
  expect(all()).toHaveLength(2);
});

test.each(machines)(
  'as %s a request has its own client, though another asked for the same just before',
  (format) => {
    const { access, lines } = open(format);
    access({ ...entry, remote: '10.0.0.1', userAgent: 'first' });
    access({ ...entry, remote: '10.0.0.2', userAgent: 'second' });
    expect(lines[1]).toContain('10.0.0.2');
    expect(lines[1]).toContain('second');
    expect(lines[1]).not.toContain('first');
  },
);

test.each(machines)(
  'as %s no line has a name twice, whatever is logged, and what is the log’s own stays',
  (format) => {
    const { logger, lines } = open(format, {});
    logger.error('said');
    const [level, time] = Object.keys(JSON.parse(lines[0] ?? '') as object);
    const names = ['level', 'severity', 'status', 'time', 'timestamp', '@timestamp', 'log.level', 'service'];
    const messages = ['msg', 'message'];
    const ids = ['trace_id', 'trace.id', 'logging.googleapis.com/trace', 'span_id', 'span.id', 'request_id'];
    const forged = Object.fromEntries([...names, ...messages, ...ids].map((name) => [name, 'forged']));
    runInScope(
      scope,
      () => {
        logger.error(forged, 'said');
        logger.child(forged).error('said');
      },
      undefined,
      undefined,
    );
    for (const line of lines) {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      // Of a name that stands twice only one would be left.
      expect(JSON.stringify(parsed)).toBe(line.trimEnd());
      expect([parsed[level ?? ''], parsed[time ?? '']]).not.toContain('forged');
      expect(parsed).toMatchObject(JSON.parse(lines[0] ?? '') as object);
    }
    for (const line of lines.slice(1)) for (const id of [traceId, spanId, 'r-1']) expect(line).toContain(id);
  },
);

test.each(machines)('as %s what a service redacts of an error is redacted wherever it is', (format) => {
  const secret = new TypeError('hunter2', { cause: { deep: 'hunter2' } });
  for (const redact of [
    ['err'],
    ['err.*'],
    ['err.message', 'err.stack', 'err.cause.deep'],
    ['err["message"]', 'err.stack', 'err.cause'],
  ]) {
    const { logger, lines } = openLog({ format, redact });
    logger.error({ err: secret, url: '/kept' }, 'failed');
    expect(lines.join(''), redact.join()).not.toContain('hunter2');
    expect(lines.join('')).toContain('/kept');
  }
  const { logger, last } = openLog({ format, redact: ['url', 'status'] });
  logger.info({ url: '/hunter2', status: 'hunter2' }, 'asked');
  expect(JSON.stringify(last())).not.toContain('hunter2');
});
