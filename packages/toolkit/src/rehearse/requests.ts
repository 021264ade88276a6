/** How a request is made. */
export type RequestKind = 'http1' | 'h2c' | 'websocket' | 'sse' | 'upload';

/**
 * What became of a request. `answered`: a whole answer below 500. `status`: a whole answer of 500 or more. `refused`: no
 * connection, nobody listened or no endpoint was usable. `reset`: the peer reset the connection. `closed`: it closed
 * the connection before or within the answer. `timeout`: no whole answer in time. `ended`: a stream (WebSocket, SSE) that
 * the server ended in good order, such as by 1001 or the end of the body.
 */
export type Fate = 'answered' | 'ended' | 'status' | 'refused' | 'reset' | 'closed' | 'timeout';

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
  /** Of the answer; 0 where there was none. */
  readonly status: number;
  /** The answer bore Retry-After. */
  readonly retryAfter: boolean;
  /** How often a proxy tried it again elsewhere; the record tells of the last try. */
  readonly retries: number;
}

/** All requests of a rehearsal, in the order of their ids. It may hold a million. */
export interface RequestLog extends Iterable<RequestRecord> {
  readonly size: number;
  at(id: number): RequestRecord | undefined;
}

/** Whether whoever sent it did not get what was asked for. */
export function isLost({ fate }: RequestRecord): boolean {
  return fate !== 'answered' && fate !== 'ended';
}
