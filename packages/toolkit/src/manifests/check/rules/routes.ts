import {
  ofKind,
  servicePicks,
  type KubernetesObject,
  type ObjectOf,
  type PathStep,
} from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/** What leads to a Service from outside of the cluster. */
interface Backend {
  readonly object: Pick<KubernetesObject, 'kind' | 'metadata'>;
  readonly path: readonly PathStep[];
  readonly service: string;
  /** Undefined: of the object's own. */
  readonly namespace: string | undefined;
  /** The Service's own number or name; undefined where none is stated. */
  readonly port: number | string | undefined;
}

/**
 * Ingresses and the Gateway API's routes against the ports of the Services of the pods. A port that the Service does not have is
 * answered 503, or 500, by the proxy. A Service that is not among the objects may be elsewhere.
 */
export function routes({ objects, podLabels }: Subject): Finding[] {
  const services = ofKind(objects, 'Service').filter(({ spec }) => servicePicks(spec?.selector, podLabels));
  const ingresses = ofKind(objects, 'Ingress').flatMap(ofIngress);
  return [...ingresses, ...objects.flatMap(ofRoute)].flatMap(({ object, path, port, ...backend }) => {
    const namespace = backend.namespace ?? object.metadata.namespace;
    const service = services.find(
      ({ metadata }) =>
        metadata.name === backend.service &&
        (metadata.namespace ?? namespace) === (namespace ?? metadata.namespace),
    );
    const ports = service?.spec?.ports ?? [];
    if (service === undefined || port === undefined) return [];
    if (ports.some((it) => it.port === port || it.name === port)) return [];
    const offered = ports.map((it) => [it.name, it.port].filter((part) => part !== undefined).join(' '));
    const others = offered.length === 0 ? '' : ` but ${offered.join(', ')}`;
    const message = `requests go to port ${port} of the Service ${backend.service}, which has none${others}`;
    return [
      finding('routes/port', { object, path }, message, "Name a port of the Service, not of the pods'."),
    ];
  });
}

/** In the place of a port: what is done stands in an annotation (AWS Load Balancer Controller, "Ingress annotations", actions). */
const BY_ANNOTATION = 'use-annotation';

function ofIngress(object: ObjectOf<'Ingress'>): Backend[] {
  const { defaultBackend, rules = [] } = object.spec ?? {};
  const backends = [
    { backend: defaultBackend, path: ['spec', 'defaultBackend'] },
    ...rules.flatMap(({ http }, rule) =>
      (http?.paths ?? []).map(({ backend }, index) => ({
        backend,
        path: ['spec', 'rules', rule, 'http', 'paths', index, 'backend'],
      })),
    ),
  ];
  return backends.flatMap(({ backend, path }) => {
    if (backend?.service === undefined) return [];
    const { name, port } = backend.service;
    const place = [...path, 'service', 'port'];
    const asked = port?.number ?? port?.name;
    const stated = asked === BY_ANNOTATION ? undefined : asked;
    return [{ object, path: place, service: name, namespace: undefined, port: stated }];
  });
}

/** What of an HTTPRoute, or another route of the Gateway API, is read. */
interface RouteSpec {
  readonly rules?: readonly {
    readonly backendRefs?: readonly {
      readonly group?: unknown;
      readonly kind?: unknown;
      readonly name?: unknown;
      readonly namespace?: unknown;
      readonly port?: unknown;
    }[];
  }[];
}

/** A custom resource is held to no schema here, so that what is not of the form is passed over. */
function ofRoute(object: KubernetesObject): Backend[] {
  if (!object.apiVersion.startsWith('gateway.networking.k8s.io/')) return [];
  const { rules } = (object['spec'] ?? {}) as RouteSpec;
  return listOf(rules).flatMap((rule, index) =>
    listOf(rule.backendRefs).flatMap(({ group = '', kind = 'Service', name, namespace, port }, at) => {
      if (group !== '' || kind !== 'Service' || typeof name !== 'string' || typeof port !== 'number')
        return [];
      const path = ['spec', 'rules', index, 'backendRefs', at, 'port'];
      const elsewhere = typeof namespace === 'string' ? namespace : undefined;
      return [{ object, path, service: name, namespace: elsewhere, port }];
    }),
  );
}

function listOf<T extends object>(value: readonly T[] | undefined): readonly T[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.filter((it): it is T => typeof it === 'object' && it !== null);
}
