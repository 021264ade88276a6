import { isIP } from 'node:net';
import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';
import { checkCidr } from './cidr.ts';
import { isSubdomain } from './names.ts';

type Spec = NonNullable<ObjectOf<'Service'>['spec']>;

/** A Service's addresses, and the fields that only some types take (`ValidateService`, `validateServiceExternalTrafficPolicy`). */
export function checkServiceType(spec: Spec, tell: Tell): void {
  if (spec.type === 'ExternalName') checkExternalName(spec.externalName, tell);
  else checkClusterIp(spec, tell);
  for (const [index, address] of (spec.externalIPs ?? []).entries())
    if (isIP(address) === 0) tell(['spec', 'externalIPs', index], 'it must be an IP address');
  checkLoadBalancer(spec, tell);
  checkTraffic(spec, tell);
}

function checkExternalName(name: string | undefined, tell: Tell): void {
  if (!name) tell(['spec', 'externalName'], 'a Service of the type ExternalName has it');
  else if (!isSubdomain(name.replace(/\.$/, '')))
    tell(['spec', 'externalName'], 'it is a DNS name of a-z, 0-9, - and ., without scheme, port and path');
}

function checkClusterIp({ type = 'ClusterIP', clusterIP = '' }: Spec, tell: Tell): void {
  const path = ['spec', 'clusterIP'];
  if (clusterIP === 'None' && (type === 'LoadBalancer' || type === 'NodePort'))
    tell(path, `it may not be None with the type ${type}, which leads to that address`);
  if (clusterIP !== '' && clusterIP !== 'None' && isIP(clusterIP) === 0)
    tell(path, 'it must be an IP address, or None');
}

function checkLoadBalancer(spec: Spec, tell: Tell): void {
  const { type, loadBalancerSourceRanges: ranges } = spec;
  const alone = 'it is taken with the type LoadBalancer alone';
  if (type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const)
      if (spec[field] !== undefined) tell(['spec', field], alone);
    if (ranges !== undefined && ranges.length > 0) tell(['spec', 'loadBalancerSourceRanges'], alone);
  } else
    for (const [index, range] of (ranges ?? []).entries())
      checkCidr(range.trim(), ['spec', 'loadBalancerSourceRanges', index], tell);
}

/** What holds for what comes from outside of the cluster. */
function checkTraffic(spec: Spec, tell: Tell): void {
  const { type = 'ClusterIP', externalIPs = [], externalTrafficPolicy, healthCheckNodePort = 0 } = spec;
  const isReached = type === 'LoadBalancer' || type === 'NodePort' || externalIPs.length > 0;
  if (externalTrafficPolicy && (!isReached || type === 'ExternalName'))
    tell(
      ['spec', 'externalTrafficPolicy'],
      'it is taken of Services that are reached from outside: of the types LoadBalancer and NodePort, or with externalIPs',
    );
  if (healthCheckNodePort !== 0 && !(type === 'LoadBalancer' && externalTrafficPolicy === 'Local'))
    tell(
      ['spec', 'healthCheckNodePort'],
      'it is taken with the type LoadBalancer and the externalTrafficPolicy Local alone',
    );
}
