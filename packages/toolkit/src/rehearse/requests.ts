/** How a request is made. */
export type RequestKind = 'http1' | 'h2c' | 'websocket' | 'sse' | 'upload';

/**
 * What became of a request. `answered`: a whole answer below 500. `status`: a whole answer of 500 or more. `refused`: no
 * connection, nobody listened or no endpoint was usable. `reset`: the peer reset the connection. `closed`: it closed
 * the connection before or within the answer. `timeout`: no whole answer in time. `ended`: a stream (WebSocket, SSE) that
 * the server ended in good order, such as by 1001 or the end of the body. `unopened`: a whole answer below 500 where a
 * stream was asked for, and none was opened.
 */
export type Fate = (typeof fates)[number];

/** Every fate; records of the load hold its place among these. */
export const fates = [
  'answered',
  'ended',
  'unopened',
  'status',
  'refused',
  'reset',
  'closed',
  'timeout',
] as const;

/** One request of the load, with all that is needed to tell who lost it. Times are in the clock's milliseconds. */
export interface RequestRecord {
  /** Counted from 0 in the order in which requests were due. */
  readonly id: number;
  readonly kind: RequestKind;
  /** The step of the load that it belongs to, such as `GET /products`. */
  readonly action: string;
  /** When it was due. Latency counts from here, so that a late sender hides nothing (no coordinated omission). */
  readonly dueAt: number;
  readonly sentAt: number;
  readonly endedAt: number;
  /** Whom the proxy chose; undefined where no endpoint was usable. */
  readonly pod: string | undefined;
  /** Its connection, counted from 0. */
  readonly connection: number;
  /** The connection was opened for this request: it carried none before. */
  readonly fresh: boolean;
  readonly fate: Fate;
  /** Of the answer, a gRPC code as the status that it is in HTTP (14, UNAVAILABLE, is 503); 0 where there was none. */
  readonly status: number;
  /** The answer bore Retry-After. */
  readonly retryAfter: boolean;
  /** How often a proxy tried it again; the record tells of the last try. */
  readonly retries: number;
}

/** All requests of a rehearsal, in the order of their ids. It may hold a million. */
export interface RequestLog extends Iterable<RequestRecord> {
  readonly size: number;
  at(id: number): RequestRecord | undefined;
}

/** Whether requests of a kind are streams, which last by design. */
export function isStream(kind: RequestKind): boolean {
  return kind === 'websocket' || kind === 'sse';
}

/** What came back of a request apart from the load. */
export type SingleAnswer = Pick<RequestRecord, 'pod' | 'fate' | 'status'>;

/** Whether whoever sent it did not get what was asked for. */
export function isLost({ fate }: RequestRecord): boolean {
  return fate !== 'answered' && fate !== 'ended' && fate !== 'unopened';
}

/**
 * How late it was sent, in milliseconds: what the machine owed the load, and not the service. Its latency counts from when
 * it was due, and so holds this.
 */
export function lagOf({ dueAt, sentAt }: RequestRecord): number {
  return Math.max(0, sentAt - dueAt);
}

/** One request of the load in this many begins a trace; the others leave sampling to the service. */
const TRACED_ONE_IN = 10;

/**
 * The trace context that the load sends with a request, as `traceparent: 00-TRACE-SPAN-01` and as B3; undefined: it sends none.
 * It follows from the id, so that a span found later tells its request.
 */
export function traceOf(id: number): { readonly traceId: string; readonly spanId: string } | undefined {
  if (id % TRACED_ONE_IN !== 0) return undefined;
  const number = (id + 1).toString(16).padStart(16, '0');
  return { traceId: `5ea3047400000000${number}`, spanId: number };
}
