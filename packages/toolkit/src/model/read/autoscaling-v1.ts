import type { KubernetesObject } from '../object.ts';
import { copyWithPositions, getPosition, setPosition } from '../position.ts';

/**
 * A HorizontalPodAutoscaler of autoscaling/v1 as the API server turns it into one of v2 (pkg/apis/autoscaling/v1/conversion.go):
 * its target is a metric of the CPU's utilisation. Every other object is given back as it is. The annotations that carry what
 * v1 has no fields for are not read.
 */
export function asAutoscalingV2(object: KubernetesObject): KubernetesObject {
  if (object.apiVersion !== 'autoscaling/v1' || object.kind !== 'HorizontalPodAutoscaler') return object;
  const converted = copyWithPositions(object) as { apiVersion: string; spec?: unknown } & KubernetesObject;
  converted.apiVersion = 'autoscaling/v2';
  const { spec } = converted;
  if (typeof spec === 'object' && spec !== null) setMetrics(spec);
  return converted;
}

function setMetrics(spec: { targetCPUUtilizationPercentage?: unknown; metrics?: unknown }): void {
  const { targetCPUUtilizationPercentage: averageUtilization } = spec;
  if (averageUtilization === undefined) return;
  delete spec.targetCPUUtilizationPercentage;
  const target = { type: 'Utilization', averageUtilization };
  spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  const position = getPosition(spec, 'targetCPUUtilizationPercentage');
  if (position !== undefined) setPosition(spec, 'metrics', position);
}
