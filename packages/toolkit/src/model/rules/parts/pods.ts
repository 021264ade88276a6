import type { IEnvFromSource, IPodSpec, ISeccompProfile, IToleration } from 'kubernetes-models/v1';
import type { Tell } from '../breaches.ts';
import { isLabelValue, labelValueFault } from '../metadata.ts';

/** What all variables of a container come from (`ValidateEnvFrom`). */
export function checkEnvFrom({ configMapRef, secretRef }: IEnvFromSource, tell: Tell): void {
  if ((configMapRef === undefined) === (secretRef === undefined))
    tell(
      [],
      `it has one of configMapRef and secretRef, and this one ${configMapRef === undefined ? 'none' : 'both'}`,
    );
}

/** A taint that a pod bears (`ValidateTolerations`). */
export function checkToleration(
  { key = '', operator, value = '', effect, tolerationSeconds }: IToleration,
  tell: Tell,
): void {
  if (key === '' && operator !== 'Exists')
    tell(['operator'], 'without a key, which stands for every taint, it has to be Exists');
  if (operator === 'Exists' && value !== '') tell(['value'], 'there is none with the operator Exists');
  if ((operator ?? 'Equal') === 'Equal' && !isLabelValue(value)) tell(['value'], labelValueFault);
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    tell(['effect'], 'with tolerationSeconds it has to be NoExecute');
}

/** How a pod's names are resolved (`validatePodDNSConfig`). */
export function checkDns({ dnsPolicy, dnsConfig }: IPodSpec, tell: Tell): void {
  if (dnsPolicy === 'None' && (dnsConfig?.nameservers ?? []).length === 0)
    tell(['dnsConfig', 'nameservers'], 'with the dnsPolicy None there is at least one');
}

/** On the host's network a port of the container is the host's (`validatePodHostNetworkDeps`). */
export function checkHostPorts(spec: IPodSpec, tell: Tell): void {
  if (spec.hostNetwork !== true) return;
  for (const [index, { ports = [] }] of spec.containers.entries())
    for (const [number, { hostPort = 0, containerPort }] of ports.entries())
      if (hostPort !== 0 && hostPort !== containerPort)
        tell(
          ['containers', index, 'ports', number, 'hostPort'],
          `with hostNetwork it is the containerPort, which is ${containerPort}`,
        );
}

/** A profile of system calls (`validateSeccompProfileField`). */
export function checkSeccomp({ type, localhostProfile }: ISeccompProfile, tell: Tell): void {
  if ((type === 'Localhost') !== (localhostProfile !== undefined))
    tell(['localhostProfile'], 'it is there with the type Localhost, and only then');
}
