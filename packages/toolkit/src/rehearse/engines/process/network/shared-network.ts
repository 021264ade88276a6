import { randomInt } from 'node:crypto';
import { freePort } from '../../../../child-process/free-port.ts';
import { listeningNowhere } from '../../engine.ts';
import type { PortVariable } from '../options.ts';
import { HostNumbers } from './host-numbers.ts';
import { listenersOf, listeningOf } from './listening.ts';
import type { Network, PodAddress } from './pod-address.ts';

/** Addresses of a run: a /16 of 127.0.0.0/8, all of which is this machine's on Linux. */
const ADDRESSES = 2 ** 16;

/**
 * Each pod on a loopback address of its own, where those meet who listen at it alone; each port that a variable names is moved
 * to a free one, of which the pod is told, for those that listen at all addresses.
 */
export function sharedNetwork(variables: readonly PortVariable[], why: string): Network {
  const taken = new Set<number>();
  // Of runs at one time each has its own, as a rule. 127.0 is others': localhost, the machine's name, a resolver.
  const network = `127.${randomInt(1, 255)}`;
  const hosts = new HostNumbers(1, ADDRESSES - 2);
  const names = variables.map(({ env }) => env);
  return {
    hostAddress: '127.0.0.1',
    hasAddresses: false,
    notEmulated: [
      `Pods have no network of their own (${why}): each has an address of 127.0.0.0/8` +
        (names.length === 0 ? '. ' : `, and free ports by ${[...new Set(names)].join(', ')}. `) +
        `A program that listens at all addresses, on a port that no ${names.length === 0 ? '' : 'such '}variable tells it, can run in one pod at a time.`,
    ],
    async add() {
      const moved = new Map<number, number>();
      for (const { port } of variables) if (!moved.has(port)) moved.set(port, await untakenPort(taken));
      const host = hosts.take();
      const remove = () => {
        hosts.free(host);
        for (const port of moved.values()) taken.delete(port);
        return Promise.resolve();
      };
      return podAddress(`${network}.${host >> 8}.${host & 255}`, moved, variables, remove);
    },
  };
}

function podAddress(
  ip: string,
  moved: ReadonlyMap<number, number>,
  variables: readonly PortVariable[],
  remove: () => Promise<void>,
): PodAddress {
  const stated = new Map([...moved].map(([port, actual]) => [actual, port]));
  return {
    ip,
    namespace: undefined,
    addressOf: (port) => ({ host: ip, port: moved.get(port) ?? port }),
    // Another container of the pod may have a variable of that name, for a port of its own.
    withPorts: (given) => ({
      ...given,
      ...Object.fromEntries(
        variables
          .filter(({ port, env, isStated }) =>
            given[env] === undefined ? isStated !== true : given[env] === String(port),
          )
          .map(({ port, env }) => [env, String(moved.get(port) ?? port)]),
      ),
    }),
    // Others listen on this machine, too: the pod's alone is its address, and the ports that it was given.
    listening(pid) {
      if (pid === undefined) return listeningNowhere;
      const own = listenersOf('self').filter((listener) => listener.ip === ip || stated.has(listener.port));
      return listeningOf(
        own.map(({ ip: at, port, waiting }) => ({ ip: at, port: stated.get(port) ?? port, waiting })),
        ip,
      );
    },
    remove,
  };
}

/** A port that nobody listens on and no other pod was given. */
async function untakenPort(taken: Set<number>): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (taken.has(port)) continue;
    taken.add(port);
    return port;
  }
}
