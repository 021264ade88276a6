/** What a socket's error says of the request that it carried; without one its peer closed the connection. */
export function fateOfError(error: NodeJS.ErrnoException | undefined): 'refused' | 'reset' | 'closed' {
  const code = error?.code ?? '';
  if (exhausted.has(code)) throw error;
  if (unreachable.has(code)) return 'refused';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'closed';
}

/** No connection came about. */
const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT']);
/** What this machine lacks is nobody's loss: the load cannot go on, and no verdict may be built on it. */
const exhausted = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EAGAIN']);
