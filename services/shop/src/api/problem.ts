import { STATUS_CODES } from 'node:http';

/** What a {@link Problem} says beside its status. */
export interface ProblemDetail {
  /** Each member of the input that is wrong, by JSON pointer (RFC 6901) or parameter name. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
}

/** An error that the client is told of, as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly more: ProblemDetail;

  constructor(status: number, detail: string, more: ProblemDetail = {}) {
    super(detail);
    this.status = status;
    this.more = more;
  }

  /** `type` is absent: about:blank, so that `title` is the status's own phrase (RFC 9457 section 4.2.1). */
  response(): Response {
    const { errors, retryAfter } = this.more;
    const body = { title: STATUS_CODES[this.status], status: this.status, detail: this.message, errors };
    const headers = new Headers({ 'content-type': 'application/problem+json' });
    if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
    return new Response(JSON.stringify(body), { status: this.status, headers });
  }
}

/** The 404 of a resource. */
export function notFound(what: string): Problem {
  return new Problem(404, `There is no ${what}.`);
}
