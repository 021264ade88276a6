import { LabelSet, type Attributes } from '../label-set.ts';
import { family, type MetricSource } from './source.ts';

/** What runs: `seaworthy_build_info` and `target_info`, which never change. */
export function buildInfoSource(service: string, version: string, resource: Attributes): MetricSource {
  const build = new LabelSet({ service, version, node_version: process.version });
  const target = new LabelSet(resource);
  const families = [
    family('seaworthy_build_info', [{ labels: build, value: 1 }]),
    family('target_info', [{ labels: target, value: 1 }]),
  ];
  return { name: 'build info', collect: () => families };
}
