import type { Cases } from './manifest.ts';

/** What is scaled, by what, and how fast. */
export const autoscalers: Cases = {
  'autoscaling/v2 HorizontalPodAutoscaler': [
    ...['', 'apiVersion: v1, ', 'apiVersion: apps, ', 'apiVersion: apps/v1, '].flatMap((version) =>
      ['Deployment', 'ReplicationController'].map(
        (kind) => `spec: {maxReplicas: 2, scaleTargetRef: {${version}kind: ${kind}, name: a}}`,
      ),
    ),
    ...['kind: "", name: a', 'kind: a/b, name: a', 'kind: Deployment, name: ""'].map(
      (target) => `spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, ${target}}}`,
    ),
    ...[
      '{type: Resource}',
      '{type: "", resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}',
      '{type: Resource, resource: {name: cpu, target: {type: "", averageValue: 1}}}',
      '{type: Pods, pods: {metric: {name: ""}, target: {type: AverageValue, averageValue: 1}}}',
      '{type: Object, object: {describedObject: {kind: "", name: a}, metric: {name: a}, target: {type: Value, value: 1}}}',
      '{type: ContainerResource, containerResource: {name: cpu, container: "", target: {type: Utilization, averageUtilization: 1}}}',
      '{type: Resource, resource: {name: cpu, target: {type: Utilization}}}',
      '{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}}',
      '{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}',
      '{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50, averageValue: 1}}}',
      '{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}',
      '{type: Resource, resource: {name: cpu, target: {type: Value, value: 1}}}',
      '{type: Resource, resource: {name: "", target: {type: AverageValue, averageValue: 1}}}',
      '{type: Pods, pods: {metric: {name: a}, target: {type: Value, value: 1}}}',
      '{type: Pods, pods: {metric: {name: a/b}, target: {type: AverageValue, averageValue: 1}}}',
      '{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: 1}}, resource: {name: cpu, target: {type: Utilization, averageUtilization: 1}}}',
      '{type: External, external: {metric: {name: a}, target: {type: Value, value: 0}}}',
      '{type: External, external: {metric: {name: a}, target: {type: Value, value: 1, averageValue: 1}}}',
      '{type: External, external: {metric: {name: a, selector: {matchLabels: {a: b c}}}, target: {type: Value, value: 1}}}',
      '{type: Object, object: {describedObject: {kind: Service, name: a}, metric: {name: a}, target: {type: Value, value: 1, averageValue: 1}}}',
      '{type: Object, object: {describedObject: {kind: Service, name: a}, metric: {name: a}, target: {type: Value}}}',
      '{type: ContainerResource, containerResource: {name: cpu, container: a_b, target: {type: Utilization, averageUtilization: 1}}}',
    ].map(
      (metric) =>
        `spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, metrics: [${metric}]}`,
    ),
    ...[
      '{}',
      '{scaleUp: {}}',
      '{scaleUp: {policies: []}}',
      '{scaleDown: {stabilizationWindowSeconds: 3600}}',
      '{scaleDown: {stabilizationWindowSeconds: 3601}}',
      '{scaleDown: {policies: [{type: Pods, value: 0, periodSeconds: 1}]}}',
      '{scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 1801}]}}',
    ].map(
      (behavior) =>
        `spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, behavior: ${behavior}}`,
    ),
  ],
  'autoscaling/v1 HorizontalPodAutoscaler': [
    ...[
      '{}',
      '{maxReplicas: 1, scaleTargetRef: {kind: Deployment, name: a}}',
      '{maxReplicas: 1, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ""}}',
      '{maxReplicas: 1, scaleTargetRef: {apiVersion: apps/v1, kind: a/b, name: a}}',
    ].map((spec) => `spec: ${spec}`),
    ...[0, 1].map(
      (share) =>
        `spec: {maxReplicas: 1, targetCPUUtilizationPercentage: ${share}, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}}`,
    ),
  ],
};
