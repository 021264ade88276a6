import type { Definition } from './definition.ts';
import { cgroup } from './cgroup.ts';
import { http } from './http.ts';
import { process } from './process.ts';
import { service } from './service.ts';
import { stores, type InstrumentDefinition } from './stores.ts';
import { telemetry } from './telemetry.ts';

export type { Definition } from './definition.ts';

/** Every metric that the runtime gives, by group and by its Prometheus name. */
export const metricGroups = { http, process, cgroup, service, stores, telemetry } as const;

/** A group of metrics. */
export type MetricGroup = keyof typeof metricGroups;

/** What the groups are called for readers. */
export const metricGroupTitles: Readonly<Record<MetricGroup, string>> = {
  http: 'HTTP',
  process: 'Process and engine',
  cgroup: 'Container',
  service: 'Service',
  stores: 'Stores',
  telemetry: 'Telemetry itself',
};

const all = { ...http, ...process, ...cgroup, ...service, ...stores, ...telemetry };

/** The Prometheus name of a metric of ours. */
export type MetricName = keyof typeof all;

/** The Prometheus name of a metric that a store tells, by an instrument of OpenTelemetry's API. */
export type StoreMetric = keyof typeof stores;

/** Every metric that the runtime gives, by its Prometheus name. */
export const metricDefinitions: Readonly<Record<MetricName, Definition>> = all;

/** The metrics that the stores tell. */
export const storeMetrics: Readonly<Record<StoreMetric, InstrumentDefinition>> = stores;
