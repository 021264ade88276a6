import type { Across, MetricType, OtelIdentity } from '../family.ts';

/** One metric of ours, as data: the exposition, the reference page, the dashboard and the alerts are made from it. */
export interface Definition {
  readonly type: MetricType;
  /** What it says, in one sentence. */
  readonly help: string;
  /** The base unit in the name. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio' | 'cores';
  /** Attributes by their OpenTelemetry names, and what each says. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets. */
  readonly bounds?: readonly number[];
  /** Name and unit in OpenTelemetry, where its semantic conventions define the metric. */
  readonly otel?: OtelIdentity;
  /** What several processes' figures make together. Default: the sum, and `primary` of a state set or info. */
  readonly across?: Across;
  /** Where the figure comes from, and why the metric is called so. */
  readonly source: string;
}
