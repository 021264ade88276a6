import type { MetricName } from '../../../packages/runtime/src/telemetry/metrics/definitions/index.ts';

/** An alert as data: the rule, its text and its proof are made from it. */
export interface Alert {
  readonly name: string;
  /** `critical` wakes somebody; `warning` waits for the morning. */
  readonly severity: 'critical' | 'warning';
  /** PromQL. */
  readonly expr: string;
  /** How long it must hold, as Prometheus writes durations. */
  readonly for: string;
  /** One line, with `{{ $labels.… }}` for the place. */
  readonly summary: string;
  /** What it means for the service's users. */
  readonly meaning: string;
  /** What to do, first things first. */
  readonly action: string;
  /** Series under which it fires, and series under which it must not. */
  readonly fires: AlertCase;
  /** The summary as it then reads. */
  readonly rendered: string;
  readonly silent: AlertCase | readonly AlertCase[];
}

/** Input of one test: samples a minute, in promtool's notation (`0+10x20`), asked for after `at`. */
export interface AlertCase {
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** Labels of the alert, without `severity`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A metric's name, checked by the compiler. */
export function m(name: MetricName): MetricName {
  return name;
}

/** Where a pod's series come from, as a Prometheus in Kubernetes labels them. */
export const pod = { namespace: 'shop', job: 'shop', instance: 'shop-1' } as const;

/** A series of a pod: `name{namespace="shop",…}`. */
export function seriesOf(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ ...pod, ...labels }).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}
