import { closeSync, openSync, readSync } from 'node:fs';
import { throwIfExhausted } from '../../../exhaustion.ts';
import type { Listening } from '../../engine.ts';

const LISTEN = '0A';
/** A line is 150 bytes long. */
const CHUNK_BYTES = 4096;

/** An IPv4 or IPv6 loopback address as the kernel writes it: words of 32 bits in the machine's order of bytes. */
const LOOPBACK = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F):/;

/** TCP ports that are listened on in the network namespace of a process, by who can reach them (proc(5), net/tcp). */
export function listeningPorts(pid: number | 'self'): Listening {
  const found = [...listenersOf(`/proc/${pid}/net/tcp`), ...listenersOf(`/proc/${pid}/net/tcp6`)];
  const portsOf = (isLoopback: boolean) =>
    new Set(found.filter(({ local }) => LOOPBACK.test(local) === isLoopback).map(portOf));
  const ports = portsOf(false);
  const waiting = new Map<number, number>();
  for (const listener of found)
    if (listener.waiting > 0)
      waiting.set(portOf(listener), (waiting.get(portOf(listener)) ?? 0) + listener.waiting);
  return { ports, loopbackOnly: portsOf(true).difference(ports), waiting };
}

/** A socket that listens. */
interface Listener {
  /** Its address, `0100007F:1F90`. */
  readonly local: string;
  /** Connections that its program has not accepted yet. */
  readonly waiting: number;
}

function portOf({ local }: Listener): number {
  return Number.parseInt(local.slice(local.indexOf(':') + 1), 16);
}

/**
 * The kernel writes listeners before connections (net/ipv4/tcp_ipv4.c, tcp_get_idx), of which there may be thousands:
 * nothing is read after the first connection.
 */
function listenersOf(file: string): Listener[] {
  const found: Listener[] = [];
  try {
    for (const line of linesOf(file)) {
      const [, local = '', , state, queues = ''] = line.trim().split(/\s+/);
      if (state !== LISTEN) break;
      // Its second one, of what was received, counts connections (net/ipv4/tcp_ipv4.c, get_tcp4_sock).
      found.push({ local, waiting: Number.parseInt(queues.slice(queues.indexOf(':') + 1), 16) });
    }
  } catch (error) {
    throwIfExhausted(error); // The process has ended, or there is no IPv6.
  }
  return found;
}

/** The lines after the first one, which names the columns. */
function* linesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest: string | undefined;
    for (let length; (length = readSync(descriptor, buffer)) > 0;) {
      const lines = ((rest ?? '') + buffer.toString('latin1', 0, length)).split('\n');
      yield* rest === undefined ? lines.slice(1, -1) : lines.slice(0, -1);
      rest = lines.at(-1) ?? '';
    }
  } finally {
    closeSync(descriptor);
  }
}
