import type { IHPAScalingRules, IMetricSpec, IMetricTarget } from 'kubernetes-models/autoscaling/v2';
import type { Tell } from '../breaches.ts';

/** The field that has what a type of metric needs, and which targets it takes: one of them. */
const sources = {
  Resource: { field: 'resource', targets: ['averageUtilization', 'averageValue'] },
  ContainerResource: { field: 'containerResource', targets: ['averageUtilization', 'averageValue'] },
  Pods: { field: 'pods', targets: ['averageValue'] },
  Object: { field: 'object', targets: ['value', 'averageValue'] },
  External: { field: 'external', targets: ['value', 'averageValue'] },
} as const;

/** What an autoscaler scales by (`validateMetricSpec`). */
export function checkMetric(metric: IMetricSpec, tell: Tell): void {
  const found = Object.values(sources).filter(({ field }) => metric[field] !== undefined);
  const source = (sources as Readonly<Record<string, (typeof found)[number]>>)[metric.type];
  if (source === undefined) return;
  if (metric[source.field] === undefined)
    return tell([source.field], `a metric of the type ${metric.type} has it`);
  for (const { field } of found)
    if (field !== source.field)
      tell([field], `a metric of the type ${metric.type} has ${source.field} alone`);
  const target: IMetricTarget | undefined = metric[source.field]?.target;
  const stated = source.targets.filter((name) => target?.[name] !== undefined);
  const place = [source.field, 'target'];
  if (stated.length === 0) tell(place, `it has ${source.targets.join(' or ')}`);
  // Of an object both are taken.
  else if (stated.length > 1 && metric.type !== 'Object')
    tell(place, `it has one of ${source.targets.join(' and ')}, and this one both`);
}

/** How fast it may go (`validateScalingRules`). Without a word about policies the defaults hold. */
export function checkScalingRules({ policies }: IHPAScalingRules, tell: Tell): void {
  if (policies?.length === 0)
    tell(['policies'], 'there is at least one; without the field the defaults hold');
}
