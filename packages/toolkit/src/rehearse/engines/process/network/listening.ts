import { readFileSync } from 'node:fs';
import { throwIfExhausted } from '../../../exhaustion.ts';

const LISTEN = '0A';

/** TCP ports that are listened on in the network namespace of a process (proc(5), net/tcp). */
export function listeningPorts(pid: number | 'self'): Set<number> {
  return new Set([...portsOf(`/proc/${pid}/net/tcp`), ...portsOf(`/proc/${pid}/net/tcp6`)]);
}

function portsOf(file: string): number[] {
  const lines = read(file).split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === LISTEN ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throwIfExhausted(error);
    return ''; // The process has ended, or there is no IPv6.
  }
}
