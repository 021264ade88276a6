import type { Container, ObjectOf } from '../../model/index.ts';
import { finding, type Finding, type Place } from './finding.ts';
import type { Subject } from './subject.ts';

type Metric = NonNullable<NonNullable<ObjectOf<'HorizontalPodAutoscaler'>['spec']>['metrics']>[number];

/** What is scaled by where nothing is stated (pkg/apis/autoscaling/v2/defaults.go). */
const byDefault: Metric = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

/** Holds the metrics of an `autoscaling/v1` object (pkg/apis/autoscaling/annotations.go). */
const METRICS_ANNOTATION = 'autoscaling.alpha.kubernetes.io/metrics';

/**
 * Requests that an autoscaler takes a share of and that are not there: of each container, native sidecars too, where it looks
 * at the pod (pkg/controller/podautoscaler/replica_calculator.go `calculateRequests`).
 */
export function unrequested(subject: Subject, autoscaler: ObjectOf<'HorizontalPodAutoscaler'>): Finding[] {
  const { metadata, spec } = autoscaler;
  const { metrics = [] } = spec ?? {};
  if (metrics.length === 0 && metadata.annotations?.[METRICS_ANNOTATION] !== undefined) return [];
  return (metrics.length === 0 ? [byDefault] : metrics).flatMap(({ type, resource, containerResource }) => {
    const source =
      type === 'ContainerResource' ? containerResource : type === 'Resource' ? resource : undefined;
    if (source?.target?.type !== 'Utilization') return [];
    const { name } = source;
    const wanted = type === 'ContainerResource' ? containerResource?.container : undefined;
    if ((wanted === undefined && asksFor(subject.pod, name)) || isFilledIn(subject, name)) return [];
    return running(subject)
      .filter(({ container }) => (wanted ?? container.name) === container.name && !asksFor(container, name))
      .map(({ container, place }) =>
        finding(
          'replicas/no-request',
          place,
          `the autoscaler looks at the share of the ${name} request, and ${container.name} has none: it never scales`,
          `Set resources.requests.${name}.`,
        ),
      );
  });
}

/** A limit is the request where none is stated. */
function asksFor({ resources }: Pick<Container, 'resources'>, name: string): boolean {
  return resources?.requests?.[name] !== undefined || resources?.limits?.[name] !== undefined;
}

/** Whether the cluster may set the request: by a LimitRange's defaults, or what a VerticalPodAutoscaler recommends. */
function isFilledIn({ objects }: Subject, name: string): boolean {
  return objects.some(({ apiVersion, kind, ...object }) => {
    if (kind === 'VerticalPodAutoscaler') return true;
    if (apiVersion !== 'v1' || kind !== 'LimitRange') return false;
    const { limits = [] } = (object['spec'] ?? {}) as {
      readonly limits?: readonly {
        readonly [field: string]: Readonly<Record<string, unknown>> | undefined;
      }[];
    };
    return limits.some(
      (limit) => limit['defaultRequest']?.[name] !== undefined || limit['default']?.[name] !== undefined,
    );
  });
}

interface Running {
  readonly container: Container;
  /** Its resources. */
  readonly place: Place;
}

/** The containers that run as long as the pod. */
function running({ pod, atPod }: Subject): Running[] {
  const all = (field: 'containers' | 'initContainers') =>
    (pod[field] ?? []).map((container, index) => ({ container, place: atPod(field, index, 'resources') }));
  const sidecars = all('initContainers').filter(({ container }) => container.restartPolicy === 'Always');
  return [...all('containers'), ...sidecars];
}
