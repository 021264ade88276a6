import type { Environment, OnIgnored } from './environment-reader.ts';

/** A variable of the specification that nothing here reads. */
interface Unheard {
  /** What is done, whatever it says. */
  readonly instead: string;
  /** Values that ask for just that. */
  readonly same?: readonly string[];
}

const logs: Unheard = { instead: 'logs go to standard output alone', same: ['none', 'console'] };
const withoutClient: Unheard = { instead: 'the collector is shown no certificate of a client' };
const scraped: Unheard = { instead: 'metrics are scraped from the admin port' };
const variables: Unheard = { instead: 'settings are read from variables and the definition of the service' };

/** Names of before the conventions were stable: asked for beside today's by `http/dup`. */
const conventions: Unheard = {
  instead: 'spans and metrics are named by the stable conventions alone',
  same: ['http', 'database', 'http,database', 'database,http'],
};

const unheardOfAll: Readonly<Record<string, Unheard>> = {
  OTEL_CONFIG_FILE: variables,
  OTEL_EXPERIMENTAL_CONFIG_FILE: variables,
  OTEL_LOGS_EXPORTER: logs,
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: logs,
  OTEL_EXPORTER_OTLP_CLIENT_KEY: withoutClient,
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: withoutClient,
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: withoutClient,
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: withoutClient,
  OTEL_EXPORTER_PROMETHEUS_HOST: scraped,
  OTEL_EXPORTER_PROMETHEUS_PORT: scraped,
  OTEL_SEMCONV_STABILITY_OPT_IN: conventions,
  OTEL_METRICS_EXEMPLAR_FILTER: { instead: 'exemplars are those of sampled traces', same: ['trace_based'] },
};

const unheardOfPush: Readonly<Record<string, Unheard>> = {
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: {
    instead: 'metrics are pushed as protobuf over HTTP',
    same: ['http/protobuf'],
  },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    instead: 'metrics are cumulative; a collector makes deltas of them (cumulativetodelta)',
    same: ['cumulative'],
  },
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: {
    instead: 'histograms have explicit buckets',
    same: ['explicit_bucket_histogram'],
  },
  OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: withoutClient,
  OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE: withoutClient,
};

/**
 * Tells of variables that are set, belong to OpenTelemetry's specification, and are not read: who sets them finds out here, and not
 * by what is missing at the collector.
 *
 * @param of `push`: those of pushed metrics alone; `all`: the others
 */
export function tellUnheard(env: Environment, of: 'all' | 'push', onIgnored: OnIgnored): void {
  const unheard = of === 'all' ? unheardOfAll : unheardOfPush;
  for (const [variable, { instead, same = [] }] of Object.entries(unheard)) {
    const value = env[variable]?.trim().toLowerCase();
    if (value && !same.includes(value)) onIgnored(variable, instead);
  }
}
