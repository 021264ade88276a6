import { exhaustionOf } from '../exhaustion.ts';

/**
 * What a socket's error says of the request that it carried; without one its peer closed the connection.
 *
 * @throws the error itself where it says that this machine is out of something: that is nobody's loss
 */
export function fateOfError(error: NodeJS.ErrnoException | undefined): 'refused' | 'reset' | 'closed' {
  const code = error?.code ?? '';
  if (exhaustionOf(error) !== undefined) throw error;
  if (unreachable.has(code)) return 'refused';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'closed';
}

/** No connection came about. */
const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT']);
