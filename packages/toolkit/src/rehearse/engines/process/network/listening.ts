import { closeSync, openSync, readSync } from 'node:fs';
import { throwIfExhausted } from '../../../exhaustion.ts';

const LISTEN = '0A';
/** A line is 150 bytes long. */
const CHUNK_BYTES = 4096;

/** TCP ports that are listened on in the network namespace of a process (proc(5), net/tcp). */
export function listeningPorts(pid: number | 'self'): Set<number> {
  return new Set([...portsOf(`/proc/${pid}/net/tcp`), ...portsOf(`/proc/${pid}/net/tcp6`)]);
}

/**
 * The kernel writes listeners before connections (net/ipv4/tcp_ipv4.c, tcp_get_idx), of which there may be thousands:
 * nothing is read after the first connection.
 */
function portsOf(file: string): number[] {
  const ports: number[] = [];
  try {
    for (const line of linesOf(file)) {
      const [, local = '', , state] = line.trim().split(/\s+/);
      if (state !== LISTEN) break;
      ports.push(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16));
    }
  } catch (error) {
    throwIfExhausted(error); // The process has ended, or there is no IPv6.
  }
  return ports;
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
