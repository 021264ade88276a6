import type { ExitCode } from '@seaworthy/contract';
import { errorCatalogue } from './error-catalogue.ts';
import { isError } from './thrown.ts';

/** A stable error code, `SW_…`. */
export type ErrorCode = keyof typeof errorCatalogue;

/** What is known of one occurrence. */
export interface ErrorDetail {
  /** What was wrong, with the values that matter and never a secret. */
  readonly what: string;
  /** Where: a variable, a file, a component. */
  readonly where?: string;
  /** What to do next. Default: the catalogue's advice. */
  readonly fix?: string;
  readonly cause?: unknown;
  /** The process's exit status when the error ends it. Default: the catalogue's. */
  readonly exitCode?: ExitCode;
}

/** An error of the catalogue: a code, what was wrong, where, and what to do next. */
export class SeaworthyError extends Error {
  override readonly name = 'SeaworthyError';
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly fix: string;
  /** The process's exit status when the error ends it. */
  readonly exitCode: ExitCode;

  constructor(code: ErrorCode, { what, where, fix, cause, exitCode }: ErrorDetail) {
    const entry = errorCatalogue[code];
    const place = where === undefined ? '' : ` (${where})`;
    super(`${what}${place}. ${fix ?? entry.fix} [${code}]`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.where = where;
    this.fix = fix ?? entry.fix;
    this.exitCode = exitCode ?? entry.exitCode;
  }
}

/** How an {@link HttpError} is answered. */
export interface HttpAnswer {
  /** The answer's status. */
  readonly status: number;
  /** Seconds after which the client may come again, for `Retry-After`. Default: none is told. */
  readonly retryAfterSeconds?: number;
  /** Whether a client may read the message. Default false. */
  readonly expose?: boolean;
}

/**
 * An error of the catalogue with the status that answers the request which met it. Its fields are those that fastify,
 * express and koa answer by, `getResponse` is hono's; the runtime itself knows the class.
 */
export class HttpError extends SeaworthyError {
  readonly status: number;
  readonly statusCode: number;
  readonly expose: boolean;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    detail: ErrorDetail,
    { status, retryAfterSeconds, expose = false }: HttpAnswer,
  ) {
    super(code, detail);
    this.status = status;
    this.statusCode = status;
    this.expose = expose;
    this.headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  }

  getResponse(): Response {
    const { status, headers } = this;
    return new Response(this.expose ? this.message : null, { status, headers });
  }
}

/** A mistake of the client's (4xx): no fault of the service, and where it was found tells nothing. */
export function isClientError(value: unknown): value is HttpError {
  return isError(value) && value instanceof HttpError && value.status < 500;
}
