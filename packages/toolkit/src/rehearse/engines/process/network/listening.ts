import { closeSync, openSync, readSync } from 'node:fs';
import { throwIfExhausted } from '../../../exhaustion.ts';
import type { Listening } from '../../engine.ts';

const LISTEN = '0A';
/** A line is 150 bytes long. */
const CHUNK_BYTES = 4096;

/** A TCP socket that listens. */
export interface Listener {
  /** IPv4, also where an IPv6 address stands for it (`0.0.0.0` for `::`); any other IPv6 address as the kernel writes it. */
  readonly ip: string;
  readonly port: number;
  /** Connections that its program has not accepted yet. */
  readonly waiting: number;
}

/** All that listen in the network namespace of a process (proc(5), net/tcp). */
export function listenersOf(pid: number | 'self'): readonly Listener[] {
  return [...listenersIn(`/proc/${pid}/net/tcp`), ...listenersIn(`/proc/${pid}/net/tcp6`)];
}

/**
 * What is listened on, by who can reach it.
 *
 * @param ip the pod's address, where that is a loopback one. Default: it is none
 */
export function listeningOf(listeners: readonly Listener[], ip?: string): Listening {
  const portsOf = (isHidden: boolean) =>
    new Set(
      listeners
        .filter((listener) => isHidden === (listener.ip.startsWith('127.') && listener.ip !== ip))
        .map(({ port }) => port),
    );
  const ports = portsOf(false);
  const waiting = new Map<number, number>();
  for (const { port, waiting: count } of listeners)
    if (count > 0) waiting.set(port, (waiting.get(port) ?? 0) + count);
  return { ports, loopbackOnly: portsOf(true).difference(ports), waiting };
}

/**
 * The kernel writes listeners before connections (net/ipv4/tcp_ipv4.c, tcp_get_idx), of which there may be thousands:
 * nothing is read after the first connection.
 */
function listenersIn(file: string): Listener[] {
  const found: Listener[] = [];
  try {
    for (const line of linesOf(file)) {
      const [, local = '', , state, queues = ''] = line.trim().split(/\s+/);
      if (state !== LISTEN) break;
      const [address = '', port = ''] = local.split(':');
      // Its second one, of what was received, counts connections (net/ipv4/tcp_ipv4.c, get_tcp4_sock).
      const waiting = Number.parseInt(queues.slice(queues.indexOf(':') + 1), 16);
      found.push({ ip: ipOf(address), port: Number.parseInt(port, 16), waiting });
    }
  } catch (error) {
    throwIfExhausted(error); // The process has ended, or there is no IPv6.
  }
  return found;
}

/** An address as the kernel writes it: words of 32 bits in the machine's order of bytes. */
function ipOf(address: string): string {
  if (/^0+$/.test(address)) return '0.0.0.0';
  if (/^0{24}01000000$/.test(address)) return '127.0.0.1';
  const word = address.replace(/^0{16}FFFF0000/, '');
  return word.length > 8 ? address : Buffer.from(word, 'hex').toReversed().join('.');
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
