import { BlockList } from 'node:net';
import type {
  IIPBlock,
  INetworkPolicyPeer,
  INetworkPolicyPort,
} from 'kubernetes-models/networking.k8s.io/v1';
import type { Tell } from '../breaches.ts';
import { checkCidr, parseCidr } from '../cidr.ts';
import { portFault } from '../names.ts';

/** Whom a NetworkPolicy lets through (`ValidateNetworkPolicyPeer`). */
export function checkPeer({ ipBlock, podSelector, namespaceSelector }: INetworkPolicyPeer, tell: Tell): void {
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock === undefined && !selects) tell([], 'it has a podSelector, a namespaceSelector or an ipBlock');
  if (ipBlock !== undefined && selects) tell(['ipBlock'], 'it stands alone: selectors make another peer');
}

/** Addresses, and those among them that are left out (`ValidateIPBlock`). */
export function checkIpBlock({ cidr, except = [] }: IIPBlock, tell: Tell): void {
  if (cidr === '') return;
  checkCidr(cidr, ['cidr'], tell);
  const whole = parseCidr(cidr);
  if (whole === undefined) return;
  const addresses = new BlockList();
  addresses.addSubnet(whole.address, whole.bits, whole.family);
  for (const [index, text] of except.entries()) {
    checkCidr(text, ['except', index], tell);
    const part = parseCidr(text);
    if (part !== undefined && !(part.bits > whole.bits && addresses.check(part.address, part.family)))
      tell(['except', index], `it has to be a smaller range within ${cidr}`);
  }
}

/** The ports that it lets through (`ValidateNetworkPolicyPort`). */
export function checkPolicyPort({ port, endPort }: INetworkPolicyPort, tell: Tell): void {
  const fault = port === undefined ? undefined : portFault(port);
  if (fault !== undefined) tell(['port'], fault);
  if (endPort === undefined) return;
  if (typeof port !== 'number') tell(['endPort'], 'it is taken beside a port that is a number');
  else if (endPort < port || endPort > 65_535)
    tell(['endPort'], `it is from port, which is ${port}, to 65535`);
}
