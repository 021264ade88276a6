import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

/** The ports that are chosen from, first and last: below them are those that servers have by custom. */
const PORTS = [10_000, 65_535] as const;
/** So many are tried before the system is asked for one. */
const TRIES = 100;

/**
 * A TCP port of 127.0.0.1 that nobody listens on now. Where there are others, it is none of those that the system gives to
 * clients: a connection may have such a one before the server that it is meant for listens.
 */
export async function freePort(): Promise<number> {
  const [first, last] = withoutClients(PORTS, clientPorts());
  const tries = first <= last ? TRIES : 0;
  for (let tried = 0; tried < tries; tried++) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if ((await listenAt(port)) !== undefined) return port;
  }
  const port = await listenAt(0);
  if (port === undefined) throw new Error('No port of 127.0.0.1 is free');
  return port;
}

/** The longer part of a range that the other one leaves, first and last; none where the last is the lower. */
export function withoutClients(
  [first, last]: readonly [number, number],
  [firstOther, lastOther]: readonly [number, number],
): readonly [number, number] {
  const below = [first, Math.min(last, firstOther - 1)] as const;
  const above = [Math.max(first, lastOther + 1), last] as const;
  return below[1] - below[0] >= above[1] - above[0] ? below : above;
}

/** What the kernel gives to clients, first and last; where it does not say, the dynamic ports (RFC 6335, section 6). */
function clientPorts(): readonly [number, number] {
  try {
    const [first, last] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/);
    return [Number(first), Number(last)];
  } catch {
    return [49_152, 65_535];
  }
}

/** Listens for a moment: at a port, or by 0 at one that the system chooses. Undefined: it is taken. */
async function listenAt(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const { port: taken } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return taken;
}
