import type { Definition } from './definition.ts';
import { cgroup } from './cgroup.ts';
import { http } from './http.ts';
import { process } from './process.ts';
import { service } from './service.ts';
import { telemetry } from './telemetry.ts';

export type { Definition } from './definition.ts';

/** Every metric that the runtime gives, by group and by its Prometheus name. */
export const metricGroups = { http, process, cgroup, service, telemetry } as const;

/** A group of metrics. */
export type MetricGroup = keyof typeof metricGroups;

/** What the groups are called for readers. */
export const metricGroupTitles: Readonly<Record<MetricGroup, string>> = {
  http: 'HTTP',
  process: 'Process and engine',
  cgroup: 'Container',
  service: 'Service',
  telemetry: 'Telemetry itself',
};

const all = { ...http, ...process, ...cgroup, ...service, ...telemetry };

/** The Prometheus name of a metric of ours. */
export type MetricName = keyof typeof all;

/** Every metric that the runtime gives, by its Prometheus name. */
export const metricDefinitions: Readonly<Record<MetricName, Definition>> = all;
