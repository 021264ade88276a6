import { SeaworthyError, type ErrorCode } from '../errors.ts';

/** The probe thread could not listen. `code`: the system's, such as `EADDRINUSE`. */
export class ListenError extends Error {
  readonly code: string | undefined;
  constructor(code: string | undefined, message: string) {
    super(message);
    this.code = code;
  }
}

const codes: Partial<Record<string, ErrorCode>> = { EADDRINUSE: 'SW_PORT_IN_USE', EACCES: 'SW_PORT_DENIED' };

/** The catalogue's error for `cause`, which kept the admin server from starting on `port`. */
export function explainListenError(cause: unknown, port: number): SeaworthyError {
  const code = (cause instanceof ListenError && cause.code && codes[cause.code]) || 'SW_START_FAILED';
  return new SeaworthyError(code, {
    what: `The admin server can't listen on port ${port}: ${(cause as Error).message}`,
    where: 'probes',
    cause,
  });
}
