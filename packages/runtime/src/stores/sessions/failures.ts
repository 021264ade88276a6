import { HttpError } from '../../errors.ts';

/** The session is no longer what the request loaded: the client may have a new cookie by now. */
export function gone(): HttpError {
  const what = 'The session was ended or replaced by another request';
  return new HttpError('SW_SESSION_GONE', { what }, { status: 409, expose: true });
}

/** A change met others in each of its attempts. */
export function conflict(attempts: number): HttpError {
  const what = `Other requests changed the session during each of ${attempts} attempts`;
  return new HttpError('SW_SESSION_CONFLICT', { what }, { status: 503, retryAfterSeconds: 1 });
}

/** The store could not be asked. */
export function unavailable(cause: unknown): HttpError {
  const what = 'The store of sessions did not do what it was asked';
  return new HttpError('SW_SESSION_STORE', { what, cause }, { status: 503, retryAfterSeconds: 1 });
}
