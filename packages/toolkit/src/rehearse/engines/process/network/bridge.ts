import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listeningNowhere } from '../../engine.ts';
import { SHORT_PREFIX, type OwnerTag } from '../owner.ts';
import { runTool } from '../tool.ts';
import { HostNumbers } from './host-numbers.ts';
import { listenersOf, listeningOf } from './listening.ts';
import type { Network, PodAddress } from './pod-address.ts';

/** Where iproute2 keeps named network namespaces (ip-netns(8)). */
export const NAMESPACES = '/run/netns';
/** Namespaces are made in advance by so many: a process for each would cost more than the namespace. */
const BATCH = 8;
/** Of 198.18.0.0/15, the benchmarking range of RFC 2544: each run takes one of 64 networks with 2046 addresses, one of them the bridge's. */
const PREFIX_LENGTH = 21;
const NETWORKS = 64;
const ADDRESSES = 2 ** (32 - PREFIX_LENGTH);
/**
 * Buckets of each namespace's own table of connections. Without one (before Linux 6.1), /proc/net/tcp walks the
 * machine's whole table, which takes 100 times as long.
 */
const CONNECTION_BUCKETS = 1024;

/**
 * A bridge of our own, and for each pod a network namespace with an address on it.
 *
 * @param folder for temporary files
 * @throws Error with what `ip` said, where this machine does not allow it
 */
export async function bridgeNetwork(tag: OwnerTag, folder: string): Promise<Network> {
  const bridge = `${SHORT_PREFIX}${tag}`;
  const nameOf = (index: number) => `${bridge}${index.toString(36).padStart(3, '0')}`;
  const base = await takeNetwork(bridge);
  const hostAddress = dotted(base + 1);
  const parent = nameOf(0);
  await ip([`netns add ${parent}`]);
  await useSmallTables(parent);
  mkdirSync(folder, { recursive: true });
  let made = 0;
  const spare: string[] = [];
  const hosts = new HostNumbers(2, ADDRESSES - 2);
  let making: Promise<void> = Promise.resolve();
  const namespace = async (): Promise<string> => {
    making = making.then(async () => {
      if (spare.length > 0) return;
      const names = Array.from({ length: BATCH }, () => nameOf((made += 1)));
      const lines = names.map((name) => `netns add ${name}`);
      await runTool('nsenter', [`--net=${join(NAMESPACES, parent)}`, 'ip', '-batch', '-'], text(lines));
      spare.push(...names);
    });
    await making;
    return spare.shift() ?? namespace();
  };
  return {
    hostAddress,
    hasAddresses: true,
    notEmulated: [
      'Pods reach each other and this machine, no other network: there is no cluster DNS and no way out.',
    ],
    async add() {
      const name = await namespace();
      const host = hosts.take();
      const inner = join(folder, `${name}.ip`);
      writeFileSync(
        inner,
        text([
          'link set lo up',
          `addr add ${dotted(base + host)}/${PREFIX_LENGTH} dev eth0`,
          'link set eth0 up',
        ]),
      );
      await ip([
        `link add ${name} master ${bridge} up type veth peer name eth0 netns ${name}`,
        `netns exec ${name} ip -batch ${inner}`,
      ]);
      rmSync(inner);
      const remove = async () => {
        await ip([`link del ${name}`, `netns del ${name}`]);
        hosts.free(host);
      };
      return podAddress(dotted(base + host), join(NAMESPACES, name), remove);
    },
  };
}

function podAddress(ipAddress: string, namespace: string, remove: () => Promise<void>): PodAddress {
  return {
    ip: ipAddress,
    namespace,
    addressOf: (port) => ({ host: ipAddress, port }),
    withPorts: (env) => env,
    listening: (pid) => (pid === undefined ? listeningNowhere : listeningOf(listenersOf(pid))),
    remove,
  };
}

/** Namespaces that are made within this one get tables of their own. */
async function useSmallTables(namespace: string): Promise<void> {
  const setting = '/proc/sys/net/ipv4/tcp_child_ehash_entries';
  const script = `if [ -e ${setting} ]; then echo ${CONNECTION_BUCKETS} > ${setting}; fi`;
  await runTool('nsenter', [`--net=${join(NAMESPACES, namespace)}`, 'sh', '-c', script]);
}

/**
 * Makes a bridge in a network that no other interface is in.
 *
 * @returns the first address of the network
 */
async function takeNetwork(bridge: string): Promise<number> {
  for (let from = process.pid; ; from = randomInt(NETWORKS)) {
    const base = freeNetwork(from);
    await ip([
      `link add ${bridge} address ${hardwareAddress(base + 1)} type bridge forward_delay 0`,
      `addr add ${dotted(base + 1)}/${PREFIX_LENGTH} dev ${bridge}`,
      `link set ${bridge} up`,
    ]);
    if (interfacesIn(base).every((name) => name === bridge)) return base;
    // Another run found it free at the same moment. Of two, one at least sees the other here.
    await ip([`link del ${bridge}`]);
  }
}

/** The first address of a network that this machine has no interface in, the one of this number if it is. */
function freeNetwork(number: number): number {
  const first = 198 * 2 ** 24 + 18 * 2 ** 16;
  for (let tried = 0; tried < NETWORKS; tried += 1) {
    const base = first + ((number + tried) % NETWORKS) * ADDRESSES;
    if (interfacesIn(base).length === 0) return base;
  }
  throw new Error('all networks of 198.18.0.0/15 are in use');
}

/** Those with a route to the network. `os.networkInterfaces` leaves out a bridge as long as nothing is connected to it. */
function interfacesIn(base: number): string[] {
  // The four bytes as a number of this machine (fib_route_seq_show in net/ipv4/fib_trie.c).
  const [number = 0] = new Uint32Array(Uint8Array.from(bytesOf(base)).buffer);
  const network = number.toString(16).toUpperCase().padStart(8, '0');
  const routes = readFileSync('/proc/net/route', 'utf8').trim().split('\n').slice(1);
  return routes.flatMap((route) => {
    const [name = '', destination] = route.split('\t');
    return destination === network ? [name] : [];
  });
}

function dotted(address: number): string {
  return bytesOf(address).join('.');
}

/**
 * A locally administered address (IEEE 802) for the bridge. Without one it has that of one of its ports, and another one when
 * that pod goes: for seconds all others would answer to a machine that is no longer there.
 */
function hardwareAddress(address: number): string {
  const hex = bytesOf(address).map((byte) => byte.toString(16).padStart(2, '0'));
  return ['02', '00', ...hex].join(':');
}

function bytesOf(address: number): number[] {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
}

function ip(lines: readonly string[]): Promise<void> {
  return runTool('ip', ['-batch', '-'], text(lines));
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
