import { isIP } from 'node:net';
import type { PathStep } from '../position.ts';
import type { Tell } from './breaches.ts';

/** Addresses that begin with the same bits. */
export interface Cidr {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Since when an address beyond the prefix is refused, as in 10.1.2.3/8 (`StrictIPCIDRValidation`); before, the API warns of it. */
const STRICT_SINCE = '1.36';

/** A range of addresses (`IsValidCIDRForLegacyField`). */
export function checkCidr(text: string, path: readonly PathStep[], tell: Tell): void {
  const cidr = parseCidr(text);
  if (cidr === undefined)
    return tell(path, 'it is a range of IP addresses, such as 10.0.0.0/8, or 10.1.2.3/32 for a single one');
  const first = firstOf(cidr);
  if (first !== cidr.address)
    tell(path, `its first address is ${first}, so that it is ${first}/${cidr.bits}`, STRICT_SINCE);
}

/** Of addresses of IPv6 that is not looked at. */
function firstOf({ address, bits, family }: Cidr): string {
  if (family === 'ipv6') return address;
  const bytes = address.split('.').map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - 8 * index));
    return Number(byte) & (0xff << (8 - kept)) & 0xff;
  });
  return bytes.join('.');
}

/** `10.0.0.0/8`; undefined: it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', digits] = /^([^%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  const bits = Number(digits);
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return undefined;
  return { address, bits, family: family === 4 ? 'ipv4' : 'ipv6' };
}
