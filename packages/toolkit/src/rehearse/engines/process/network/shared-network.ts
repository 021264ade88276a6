import { freePort } from '../../../../child-process/free-port.ts';
import { listeningNowhere } from '../../engine.ts';
import type { PortVariable } from '../options.ts';
import { listeningPorts } from './listening.ts';
import type { Network, PodAddress } from './pod-address.ts';

const LOOPBACK = '127.0.0.1';

/** All pods on the loopback address: each port that a variable names is moved to a free one, of which the pod is told. */
export function sharedNetwork(variables: readonly PortVariable[], why: string): Network {
  const taken = new Set<number>();
  return {
    hostAddress: LOOPBACK,
    hasAddresses: false,
    notEmulated: [
      `Pods have no address of their own (${why}): they share ${LOOPBACK}, ` +
        (variables.length === 0
          ? 'and no variable is known that tells a program its port, so that two pods cannot listen at the same time.'
          : `and each gets free ports by ${variables.map(({ env }) => env).join(', ')}.`),
    ],
    async add() {
      const moved = new Map<number, number>();
      for (const { port } of variables) if (!moved.has(port)) moved.set(port, await untakenPort(taken));
      return podAddress(moved, variables, taken);
    },
  };
}

function podAddress(
  moved: ReadonlyMap<number, number>,
  variables: readonly PortVariable[],
  taken: Set<number>,
): PodAddress {
  return {
    ip: LOOPBACK,
    namespace: undefined,
    addressOf: (port) => ({ host: LOOPBACK, port: moved.get(port) ?? port }),
    // Another container of the pod may have a variable of that name, for a port of its own.
    withPorts: (given) => ({
      ...given,
      ...Object.fromEntries(
        variables
          .filter(({ port, env }) => given[env] === undefined || given[env] === String(port))
          .map(({ port, env }) => [env, String(moved.get(port) ?? port)]),
      ),
    }),
    // Others listen on this machine, too: only the ports that are the pod's alone can be told.
    listening(pid) {
      if (pid === undefined) return listeningNowhere;
      const { ports, loopbackOnly, waiting } = listeningPorts('self');
      const open = ports.union(loopbackOnly);
      const own = [...moved].filter(([, actual]) => open.has(actual));
      return {
        ports: new Set(own.map(([port]) => port)),
        loopbackOnly: new Set(),
        waiting: new Map(
          own.flatMap(([port, actual]) => {
            const count = waiting.get(actual);
            return count === undefined ? [] : [[port, count] as const];
          }),
        ),
      };
    },
    remove() {
      for (const port of moved.values()) taken.delete(port);
      return Promise.resolve();
    },
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
