import { hostOf } from './host.ts';

/** A server that is to accept a connection, and is asked nothing more. */
export interface ConnectTarget {
  readonly protocol: 'tcp';
  /** Where it listens: of several places, such as those of a replica set, one is enough. */
  readonly places: readonly Place[];
  /** The address as it may be printed: without credentials and query. */
  readonly label: string;
}

/** What a socket connects to. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** The schemes of such addresses, with the port that each protocol has where the address names none. */
const defaultPorts = new Map<string, number | undefined>([
  ['tcp', undefined],
  ['amqp', 5672],
  ['amqps', 5671],
  ['kafka', 9092],
  ['mongodb', 27_017],
  ['mqtt', 1883],
  ['mqtts', 8883],
  ['mysql', 3306],
  ['nats', 4222],
]);

/** Of which addresses {@link connectTarget} knows. */
export const connectSchemes: readonly string[] = [...defaultPorts.keys()];

/** Scheme, hosts and path; what stands before the last `@` are credentials. */
const ADDRESS = /^([a-z]+):\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)/i;
/** Places alone, as a setting of brokers has them, and other tools that wait: `a:9092,b:9092`. */
const PLACES = /^[\w.-]+:\d+(?:,[\w.-]+:\d+)*$/;

/**
 * Reads the address of a server that is to accept a connection: `amqp://broker`, `mongodb://a,b/shop`, or `db:5432` alone.
 *
 * @returns undefined where it is of another kind; what is wrong with it, where it has no host or no port
 */
export function connectTarget(address: string): ConnectTarget | string | undefined {
  const [, scheme = '', hosts = '', path = ''] =
    ADDRESS.exec(PLACES.test(address) ? `tcp://${address}` : address) ?? [];
  const name = scheme.toLowerCase();
  if (!defaultPorts.has(name)) return undefined;
  const places = hosts.split(',').map((place) => placeOf(place, defaultPorts.get(name)));
  if (!places.every((place) => place !== undefined))
    return name === 'tcp' ? 'A tcp:// target has no host or no port' : 'A target has no host';
  return { protocol: 'tcp', places, label: `${name}://${hosts}${path === '/' ? '' : path}` };
}

function placeOf(text: string, defaultPort: number | undefined): Place | undefined {
  const url = URL.parse(`tcp://${text}`);
  const port = Number(url?.port || defaultPort);
  if (url === null || url.hostname === '' || !(port > 0)) return undefined;
  return { host: hostOf(url), port };
}
