import { ofKind, servicePicks } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/**
 * A StatefulSet whose `serviceName` is none of a Service, beside a headless Service of its pods, which it can only have meant: names such as
 * `shop-0.shop-peers` are those of the pods' `subdomain`, and lead nowhere (pkg/controller/statefulset, endpointslice `ShouldSetHostname`).
 */
export function serviceName({ workload, objects, podLabels }: Subject): Finding[] {
  if (workload.kind !== 'StatefulSet') return [];
  const { serviceName: name = '' } = workload.spec ?? {};
  const services = ofKind(objects, 'Service');
  const meant = services.find(
    ({ spec }) => spec?.clusterIP === 'None' && servicePicks(spec.selector, podLabels),
  );
  if (name === '' || meant === undefined || services.some(({ metadata }) => metadata.name === name))
    return [];
  return [
    finding(
      'ports/no-service',
      { object: workload, path: ['spec', 'serviceName'] },
      `there is no Service ${name}: ${workload.metadata.name}-0.${name} is no name of a pod`,
      `Name the headless Service ${meant.metadata.name}.`,
    ),
  ];
}
