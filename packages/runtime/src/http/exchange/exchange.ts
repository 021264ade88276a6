import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Timer } from '../../clock.ts';
import type { AccessEntry, RequestOutcome } from '../../log/index.ts';
import type { Reservation } from '../../resources/index.ts';
import type { Scope } from '../../scope.ts';
import type { Connection } from '../connections/connection.ts';
import { declaredBytes } from '../request-body/declared-bytes.ts';
import { pathOf } from './request-target.ts';
import { expressRouteOf } from '../routes/express.ts';
import type { RouteBody } from '../request-body/route-body.ts';
import type { Ticket } from '../shedding/index.ts';

/** Header fields as handlers pass them to `writeHead`. */
export type HeadersArgument = Record<string, unknown> | readonly unknown[];

/** One request and its response, and, once ended, its own access entry: the hot path builds no other object. */
export class Exchange implements AccessEntry, Ticket {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  readonly requestId: string;
  readonly startedAt: number;
  scope: Scope | undefined = undefined;
  standing: Ticket['standing'] = 'outside';
  runningSince = 0;
  concurrency = 0;
  rule: Ticket['rule'] = undefined;
  /** Bytes of its body: 0 where it has none, undefined where it does not say. */
  readonly declaredBytes: number | undefined;
  /** What holds for its body, where its route says so. */
  body: RouteBody | undefined = undefined;
  /** The memory set aside for it, where memory is limited. */
  reservation: Reservation | undefined = undefined;
  /** Seconds to be away, for a client whose body there turned out to be no memory for. */
  retryAfter: number | undefined = undefined;
  /** What the handler passed to `writeHead`, which `getHeader` may not know. */
  headers: HeadersArgument | undefined = undefined;
  /** What was sent before the head of the response, such as 100 Continue; in HTTP/1.1. */
  interimBytes = 0;
  /** Whether the head of the response is to carry the request's id. */
  sendsId = false;
  /** Of a handshake: what takes the connection over, in the place of the listener. */
  takeOver: (() => unknown) | undefined = undefined;
  /** Of a handshake: what was answered by who took the connection over; 0 where that was no status. */
  statusSent: number | undefined = undefined;
  /** Set by an adapter of the framework; see `setRoute`. */
  routePattern: string | undefined = undefined;
  /** From the end of the request's headers to the last byte of the response given to the kernel. */
  durationMs = 0;
  /** Of the body. */
  bytesIn = 0;
  /** With the headers in HTTP/1.1, of the body in HTTP/2. */
  bytesOut = 0;
  outcome: RequestOutcome = 'completed';
  ended = false;
  /** Whether it was cut for an error of its handler, who is yet to tell of it. */
  brokenOff = false;
  /** How the application wants a long-lived response ended; see `endStreamWith`. */
  endWith: (() => void) | undefined = undefined;
  /** Set while a long-lived response waits for its turn to end, or a stream behind its response for its client. */
  endTimer: Timer | undefined = undefined;
  /** Of a handshake that is not answered yet: gives it up. */
  giveUp: (() => void) | undefined = undefined;
  /** Its neighbours among those under way; see `ExchangeList`. */
  previous: Exchange | undefined = undefined;
  next: Exchange | undefined = undefined;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    requestId: string,
    now: number,
  ) {
    this.request = request;
    this.response = response;
    this.connection = connection;
    this.requestId = requestId;
    this.startedAt = now;
    this.declaredBytes = declaredBytes(request);
  }

  /** The response ends in its middle, by its handler or for an error of it. */
  breakOff(): void {
    this.outcome = 'cut';
    this.brokenOff = true;
  }

  get method(): string {
    return this.request.method ?? '';
  }

  get path(): string {
    return pathOf(originalUrl(this.request));
  }

  /** What of the answer waits for its client, once the handler has given all of it. */
  get unsentBytes(): number | undefined {
    const { writableEnded, writableLength } = this.response;
    return writableEnded ? writableLength : undefined;
  }

  /** Of its body and its answer, so far. Of an answer by HTTP/2 once it has ended. */
  get movedBytes(): number {
    const { bytesIn, bytesOut, request, connection } = this;
    const isSending = bytesOut === 0 && request.httpVersionMajor === 1;
    return bytesIn + (isSending ? connection.socket.bytesWritten - connection.written : bytesOut);
  }

  get route(): string | undefined {
    return this.routePattern ?? expressRouteOf(this.request);
  }

  get endedAt(): number {
    return this.startedAt + this.durationMs;
  }

  get status(): number {
    return this.statusSent ?? (this.response.headersSent ? this.response.statusCode : 0);
  }

  /** The peer of the connection: in a cluster usually a proxy. */
  get remote(): string {
    return this.connection.remote;
  }

  get userAgent(): string | undefined {
    return this.request.headers['user-agent'];
  }
}

/** Where requests and responses keep their exchange. */
export const exchangeKey = Symbol('seaworthy.exchange');

/** A request or a response. */
export interface ExchangeCarrier {
  [exchangeKey]?: Exchange | undefined;
}

/** Lets a request or a response find its exchange. */
export function link(carrier: object, exchange: Exchange): void {
  (carrier as ExchangeCarrier)[exchangeKey] = exchange;
}

/** The exchange of a request or a response of this server. */
export function exchangeOf(carrier: object): Exchange | undefined {
  return (carrier as ExchangeCarrier)[exchangeKey];
}

// Express rewrites `url` while a mounted router runs, and keeps the whole in `originalUrl`.
function originalUrl(request: IncomingMessage & { originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? '';
}
