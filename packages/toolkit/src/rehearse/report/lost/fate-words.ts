import type { RequestRecord } from '../../requests.ts';
import { formatDuration } from '../words/index.ts';

/** What became of a request, as the end of a sentence that begins with it. */
export function fateInWords(request: RequestRecord): string {
  const none = 'no endpoint was usable: the proxy had none to send it to';
  if (request.pod !== undefined) return wordsOf(request);
  // No connection was tried that could have been refused.
  return request.fate === 'refused' ? none : `${wordsOf(request)}; ${none}`;
}

function wordsOf({ fate, status, retryAfter, dueAt, endedAt }: RequestRecord): string {
  switch (fate) {
    case 'answered':
      return `answered ${status}`;
    case 'ended':
      return 'ended in good order by the server';
    case 'unopened':
      return `answered ${status}, which opened no stream`;
    case 'status':
      return `answered ${status}${retryAfter ? ' with Retry-After' : ''}`;
    case 'refused':
      return 'refused: nobody took the connection';
    case 'reset':
      return 'reset by the peer';
    case 'closed':
      return 'closed by the peer before the whole answer';
    case 'timeout':
      return `given up without a whole answer after ${formatDuration(endedAt - dueAt)}`;
  }
}
