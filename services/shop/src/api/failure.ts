import { HttpError, type ErrorCode, type Logger } from '@seaworthy/runtime';
import { isOutage } from '@seaworthy/runtime/postgres';
import { Problem } from './problem.ts';

/** What a request that failed with `error` is answered, and logged where the service is to blame. */
export function answerFailure(error: Error, signal: AbortSignal, log: Logger): Response {
  return isClientGone(error, signal) ? clientGone() : problemOf(error, log).response();
}

/** Whether the client has left, and `error` says no more than that. What the runtime has cut off is still answered. */
function isClientGone(error: Error, { aborted, reason }: AbortSignal): boolean {
  if (!aborted || error instanceof HttpError) return false;
  return error === reason || error.name === 'AbortError' || ('code' in error && error.code === 'ECONNRESET');
}

/** Nobody reads it; the status, nginx's, is for the access log. */
function clientGone(): Response {
  return new Response(null, { status: 499 });
}

function problemOf(error: Error, log: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpError) return ofRuntime(error, log);
  if (isOutage(error)) {
    log.warn({ err: error }, 'a server that is needed cannot answer');
    return new Problem(503, NOT_NOW, { retryAfter: 1 });
  }
  log.error({ err: error }, 'a request failed');
  return new Problem(500, 'Something went wrong here.');
}

const NOT_NOW = 'It cannot be done now. Try again shortly.';

/** For whoever uses the API: the messages of these errors advise whoever develops it. */
const REFUSALS: Partial<Record<ErrorCode, string>> = {
  SW_BODY_TOO_LARGE: 'The body is too large.',
  SW_IDEMPOTENCY_CONFLICT: 'The first request under this Idempotency-Key is still under way.',
  SW_IDEMPOTENCY_KEY: 'The Idempotency-Key is malformed.',
  SW_IDEMPOTENCY_REUSED: 'The Idempotency-Key stands for another request.',
  SW_SESSION_GONE: 'The session was ended or replaced. Log in again.',
  SW_UPLOAD_DIGEST: 'The content does not have the digest that was sent with it.',
  SW_UPLOAD_INCOMPLETE: 'Less came than was declared.',
  SW_UPLOAD_TOO_LARGE: 'It is too large.',
  SW_UPLOAD_TYPE: 'It is of none of the types that are accepted.',
};

/** What sessions, uploads, idempotency keys and the listener refuse with. */
function ofRuntime(error: HttpError, log: Logger): Problem {
  const { code, status, headers } = error;
  if (status >= 500) log.warn({ err: error }, 'a store cannot answer');
  const retryAfter = Number(headers['retry-after'] ?? 0);
  return new Problem(status, REFUSALS[code] ?? NOT_NOW, retryAfter > 0 ? { retryAfter } : {});
}
