import { isBuiltIn, ofKind, selectsLabels, type ObjectOf } from '../../model/index.ts';
import type { Subject } from './subject.ts';

/** One of Kubernetes' own policies; those of a network plugin are not read. */
export type Policy = ObjectOf<'NetworkPolicy'>;

type Spec = NonNullable<Policy['spec']>;
type Ports = NonNullable<NonNullable<Spec['egress']>[number]['ports']>;

/**
 * The policies that limit what the pods send, or what is sent to them. None where what they allow cannot be told: whether policies
 * are held against the traffic of a node is left to the plugin, and most leave it out; and what those of a plugin allow adds up
 * with theirs.
 */
export function policiesOf({ pod, podLabels, objects }: Subject, direction: 'Egress' | 'Ingress'): Policy[] {
  if (pod.hostNetwork === true) return [];
  if (objects.some((object) => object.kind.endsWith('NetworkPolicy') && !isBuiltIn(object))) return [];
  return ofKind(objects, 'NetworkPolicy').filter(
    ({ spec }) => spec !== undefined && limits(spec, direction) && selectsLabels(spec.podSelector, podLabels),
  );
}

/** Where types are not stated, only a policy with rules of it limits egress (pkg/apis/networking/v1/defaults.go). */
function limits({ policyTypes, egress }: Spec, direction: 'Egress' | 'Ingress'): boolean {
  return policyTypes?.includes(direction) ?? (direction === 'Ingress' || egress !== undefined);
}

/**
 * Whether a rule takes connections to a port, of whatever host.
 *
 * @param isNamed whether a port of a name may be it
 */
export function allows(
  { ports = [] }: { readonly ports?: Ports },
  wanted: number,
  isNamed: (name: string) => boolean,
): boolean {
  return (
    ports.length === 0 ||
    ports.some(({ port = wanted, endPort, protocol = 'TCP' }) => {
      if (protocol !== 'TCP') return false;
      return typeof port === 'string' ? isNamed(port) : port <= wanted && wanted <= (endPort ?? port);
    })
  );
}
