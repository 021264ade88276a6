import { messageOf } from '../../thrown.ts';
import { parsePartialSuccess } from './partial-success.ts';
import { statusMessage } from './status-message.ts';

/** What came back for one request to a collector. */
export type Reply =
  | {
      readonly status: number;
      /** Milliseconds that the collector asks to be left alone for. */
      readonly retryAfterMs: number | undefined;
      readonly contentType: string | undefined;
      readonly body: Uint8Array;
    }
  /** No answer: refused, reset, timed out, or not HTTP. */
  | { readonly error: unknown };

/** What a reply means for a batch. */
export type Verdict =
  | { readonly type: 'accepted'; readonly rejected: number; readonly message: string }
  | { readonly type: 'retry'; readonly afterMs: number | undefined; readonly message: string }
  | { readonly type: 'refused'; readonly message: string };

/** Answers after which the same request may succeed (OTLP specification, "Retryable Response Codes"). */
const retryable = new Set([429, 502, 503, 504]);

/** Judges a reply by the OTLP/HTTP specification. */
export function judge(reply: Reply): Verdict {
  if ('error' in reply) return { type: 'retry', afterMs: undefined, message: messageOf(reply.error) };
  const { status, retryAfterMs, body, contentType } = reply;
  if (status >= 200 && status < 300) return { type: 'accepted', ...parsePartialSuccess(body, contentType) };
  const said = statusMessage(body, contentType);
  const message = said === undefined ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
  return retryable.has(status)
    ? { type: 'retry', afterMs: retryAfterMs, message }
    : { type: 'refused', message };
}

/** Milliseconds of a `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date; undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, wallTime: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime);
}
