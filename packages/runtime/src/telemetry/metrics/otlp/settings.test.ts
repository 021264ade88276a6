import { describe, expect, it } from 'vitest';
import { readPushSettings } from './settings.ts';

describe('pushing metrics', () => {
  it.each([{}, { OTEL_METRICS_EXPORTER: 'none' }, { OTEL_METRICS_EXPORTER: 'prometheus' }])(
    'is off by %o',
    (env) => {
      const withEndpoint = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
      expect(readPushSettings(withEndpoint, fail)).toBeUndefined();
    },
  );

  it('is off where the SDK is disabled', () => {
    const env = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'true' };
    expect(readPushSettings(env, fail)).toBeUndefined();
  });

  it('tells of what it does not do, where it is asked for', () => {
    const env = {
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta',
    };
    expect(readPushSettings(env, fail)).toBeUndefined();
    const ignored: string[][] = [];
    readPushSettings({ ...env, OTEL_METRICS_EXPORTER: 'otlp' }, (...told) => ignored.push(told));
    expect(ignored).toEqual([
      ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', expect.stringContaining('cumulative')],
    ]);
  });

  it('has the specification’s defaults', () => {
    expect(readPushSettings({ OTEL_METRICS_EXPORTER: 'otlp' }, fail)).toEqual({
      endpoint: new URL('http://localhost:4318/v1/metrics'),
      headers: {},
      gzip: false,
      authorities: undefined,
      requestTimeoutMs: 10_000,
      intervalMs: 60_000,
      timeoutMs: 30_000,
    });
  });

  it('takes what is said of metrics before what is said of all', () => {
    const settings = readPushSettings(
      {
        OTEL_METRICS_EXPORTER: 'prometheus,otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all:4318/base/',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
        OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'b=3',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_TIMEOUT: '1',
        OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '2',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
        OTEL_METRIC_EXPORT_TIMEOUT: '500',
      },
      fail,
    );
    expect(settings).toMatchObject({
      endpoint: new URL('http://all:4318/base/v1/metrics'),
      headers: { a: '1', b: '3' },
      gzip: true,
      requestTimeoutMs: 2,
      intervalMs: 1000,
      timeoutMs: 500,
    });
  });

  it('tells what it cannot use, and goes on with the default', () => {
    const ignored: string[] = [];
    const env = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '-5' };
    expect(readPushSettings(env, (variable) => ignored.push(variable))?.intervalMs).toBe(60_000);
    expect(ignored).toEqual(['OTEL_METRIC_EXPORT_INTERVAL']);
  });
});

function fail(variable: string): never {
  throw new Error(`${variable} was ignored`);
}
