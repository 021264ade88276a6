import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { systemClock, timer, type Timer } from '../../clock.ts';

/** Milliseconds between two looks. */
const LOOK_MS = 5000;

/**
 * So often has been sent again what the other side does not acknowledge: the waits between are doubled, from 200 ms on, so that it has
 * been silent for 25 s. Any acknowledgement begins the count anew.
 */
const MOST_RETRANSMITS = 7;

/** How a connection is watched. For tests. */
export interface Watching {
  readonly lookMs?: number;
  readonly mostRetransmits?: number;
}

/**
 * Ends a connection whose other side acknowledges nothing any more, by ETIMEDOUT: a server that vanished without a word, with its node
 * or in a failover. TCP itself would give up after a quarter of an hour, and keep-alive is silent while something is on its way. It is
 * what the socket's option TCP_USER_TIMEOUT does, which Node can't set; so the kernel's table is read, where there is one (proc(5), `/proc/net/tcp`).
 */
export function watchAcknowledgements(
  socket: Socket,
  { lookMs = LOOK_MS, mostRetransmits = MOST_RETRANSMITS }: Watching = {},
): Timer {
  let next: Timer | undefined;
  let ended = false;
  const look = async () => {
    const count = await retransmits(socket);
    if (ended) return;
    if (count >= mostRetransmits)
      socket.destroy(Object.assign(new Error('The server acknowledges nothing'), { code: 'ETIMEDOUT' }));
    else next = systemClock.after(lookMs, () => void look());
  };
  next = systemClock.after(lookMs, () => void look());
  return timer(() => {
    ended = true;
    next?.clear();
  });
}

/** How often what is on its way has been sent again; 0 where that can't be told. */
async function retransmits({ localFamily, localPort, remotePort }: Socket): Promise<number> {
  const table = await readFile(localFamily === 'IPv6' ? '/proc/net/tcp6' : '/proc/net/tcp', 'utf8').catch(
    () => '',
  );
  for (const line of table.split('\n')) {
    const [, local, remote, , , , count = ''] = line.trim().split(/\s+/);
    if (portIn(local) === localPort && portIn(remote) === remotePort) return Number.parseInt(count, 16);
  }
  return 0;
}

/** Of an address as the table has it: both in hexadecimal digits, with a colon between. */
function portIn(address = ''): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}
