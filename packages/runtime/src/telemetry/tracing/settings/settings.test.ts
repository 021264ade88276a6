import { OtelEnvName } from '@seaworthy/contract';
import { describe, expect, test } from 'vitest';
import { readTracingSettings } from './settings.ts';

function read(env: Record<string, string>) {
  const ignored: string[] = [];
  const settings = readTracingSettings(env, (variable) => ignored.push(variable));
  return { ...settings, ignored };
}

test('the defaults are the specification’s, but that nothing is exported', () => {
  const settings = read({});
  expect(settings).toMatchObject({
    disabled: false,
    serviceName: undefined,
    resourceAttributes: {},
    propagators: ['tracecontext', 'baggage'],
    limits: { attributes: 128, valueLength: Number.POSITIVE_INFINITY, events: 128, links: 128 },
    exporter: {
      kind: 'none',
      headers: {},
      protocol: 'http/protobuf',
      gzip: false,
      requestTimeoutMs: 10_000,
      batch: { delayMs: 5000, timeoutMs: 30_000, maxQueue: 2048, maxBatch: 512 },
    },
    ignored: [],
  });
  expect(settings.sampler.name).toBe('ParentBased{root=AlwaysOnSampler}');
  expect(settings.exporter.endpoint.href).toBe('http://localhost:4318/v1/traces');
});

test('what is set and not read is told, unless it asks for what is done anyway', () => {
  const asked = {
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_CLIENT_KEY: '/key.pem',
    OTEL_METRICS_EXEMPLAR_FILTER: 'always_on',
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup',
  };
  expect(read(asked).ignored.toSorted()).toEqual(Object.keys(asked).toSorted());
  const anyway = {
    OTEL_LOGS_EXPORTER: 'None',
    OTEL_EXPORTER_OTLP_CLIENT_KEY: ' ',
    OTEL_METRICS_EXEMPLAR_FILTER: 'trace_based',
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http',
  };
  expect(read(anyway).ignored).toEqual([]);
});

test('an empty value is none', () => {
  const empty = Object.fromEntries(Object.values(OtelEnvName).map((name) => [name, ' ']));
  expect(JSON.stringify(read(empty))).toBe(JSON.stringify(read({})));
});

describe('the exporter', () => {
  test.each([
    ['a base address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces'],
    [
      'a base address with a path',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c/otlp/' },
      'https://c/otlp/v1/traces',
    ],
    ['an address for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/in' }, 'http://c/in'],
    [
      'both',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/x' },
      'http://b/x',
    ],
    ['the exporter alone', { OTEL_TRACES_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/traces'],
  ])('%s', (_, env, href) => {
    const { exporter, ignored } = read(env);
    expect([exporter.kind, exporter.endpoint.href, ignored]).toEqual(['otlp', href, []]);
  });

  test('can be switched off though there is an endpoint', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'none' };
    expect(read(env).exporter.kind).toBe('none');
  });

  test('takes what is said of traces before what is said of all', () => {
    const { exporter } = read({
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: ' b = x%20y , authorization=Basic%20YTpi=',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'none',
    });
    expect(exporter).toMatchObject({
      headers: { a: '1', b: 'x y', authorization: 'Basic YTpi=' },
      requestTimeoutMs: 2,
      protocol: 'http/json',
      gzip: false,
    });
  });

  test('a file of authorities that cannot be read is none, and told by the variable that names it', () => {
    const name = 'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE';
    const { exporter, ignored } = read({ [name]: '/absent.pem', OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem' });
    expect([exporter.authorities, ignored]).toEqual([undefined, [name]]);
  });

  test('names are taken in any case', () => {
    const { exporter, ignored } = read({
      OTEL_TRACES_EXPORTER: 'Console',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'HTTP/JSON',
    });
    expect([exporter.kind, exporter.protocol, ignored]).toEqual(['console', 'http/json', []]);
  });

  test('speaks HTTP where gRPC is asked for, and says so', () => {
    const { exporter, ignored } = read({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(exporter.protocol).toBe('http/protobuf');
    expect(ignored).toEqual(['OTEL_EXPORTER_OTLP_PROTOCOL']);
  });

  test('a batch is no larger than the queue, and a time-out of 0 is none', () => {
    const { exporter } = read({ OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_EXPORT_TIMEOUT: '0' });
    expect(exporter.batch).toMatchObject({ maxQueue: 100, maxBatch: 100, timeoutMs: 2 ** 31 - 1 });
  });
});

test.each([
  ['always_on', undefined, 'AlwaysOnSampler'],
  ['always_off', '0.5', 'AlwaysOffSampler'],
  ['traceidratio', '0.25', 'TraceIdRatioBased{0.250000}'],
  ['traceidratio', undefined, 'TraceIdRatioBased{1.000000}'],
  ['parentbased_always_on', undefined, 'ParentBased{root=AlwaysOnSampler}'],
  ['parentbased_always_off', undefined, 'ParentBased{root=AlwaysOffSampler}'],
  ['parentbased_traceidratio', '0.01', 'ParentBased{root=TraceIdRatioBased{0.010000}}'],
])('sampler %s with %s', (sampler, argument, expected) => {
  const env = { OTEL_TRACES_SAMPLER: sampler, ...(argument && { OTEL_TRACES_SAMPLER_ARG: argument }) };
  expect(read(env).sampler.name).toBe(expected);
});

test('limits of attributes hold for spans unless those have their own', () => {
  const { limits } = read({
    OTEL_ATTRIBUTE_COUNT_LIMIT: '10',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '20',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '0',
    OTEL_SPAN_LINK_COUNT_LIMIT: '3',
    OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '4',
  });
  expect(limits).toEqual({
    attributes: 20,
    valueLength: 100,
    events: 0,
    links: 3,
    attributesPerEvent: 10,
    attributesPerLink: 4,
  });
});

test.each([
  ['OTEL_PROPAGATORS', 'none', ['none'], []],
  ['OTEL_PROPAGATORS', 'baggage,baggage,', ['baggage'], []],
  ['OTEL_PROPAGATORS', 'TraceContext', ['tracecontext'], []],
  ['OTEL_PROPAGATORS', 'b3, tracecontext', ['b3', 'tracecontext'], []],
  ['OTEL_PROPAGATORS', 'xray, b3multi', ['b3multi'], ['OTEL_PROPAGATORS']],
  // Nothing at all would end every trace at this service.
  ['OTEL_PROPAGATORS', 'jaeger', ['tracecontext', 'baggage'], ['OTEL_PROPAGATORS']],
])('%s=%s', (name, value, propagators, ignored) => {
  expect(read({ [name]: value })).toMatchObject({ propagators, ignored });
});

test.each([
  ['OTEL_SDK_DISABLED', 'yes'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'novalue'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=1,b=%zz'],
  ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
  ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'not a url'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'secret'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '-1'],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd'],
  ['OTEL_BSP_SCHEDULE_DELAY', '5s'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1.5'],
  ['OTEL_SPAN_LINK_COUNT_LIMIT', '2147483648'],
])('%s=%s is ignored, and told', (name, value) => {
  const { ignored, ...settings } = read({ [name]: value });
  const { ignored: none, ...defaults } = read({});
  expect(ignored).toEqual([name]);
  expect(none).toEqual([]);
  expect(JSON.stringify(settings)).toBe(JSON.stringify(defaults));
});

test('a wrong argument of a sampler is ignored, and told', () => {
  const { sampler, ignored } = read({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' });
  expect([sampler.name, ignored]).toEqual(['TraceIdRatioBased{1.000000}', ['OTEL_TRACES_SAMPLER_ARG']]);
});

test('the service, its attributes and the switch are read', () => {
  expect(
    read({
      OTEL_SDK_DISABLED: 'TRUE',
      OTEL_SERVICE_NAME: 'mine',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod,note=a%2Cb',
    }),
  ).toMatchObject({
    disabled: true,
    serviceName: 'mine',
    resourceAttributes: { 'deployment.environment.name': 'prod', note: 'a,b' },
  });
});
