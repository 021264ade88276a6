import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResponseReader, type Response } from './response-reader.ts';
import type { Workload } from './workloads.ts';

/** What became of the requests. */
export interface Tally {
  /** Answered as asked. */
  ok: number;
  /** …in the second half of the time, when programs are warm and know the load. */
  okLate: number;
  /** Answered 503 with Retry-After. */
  refused: number;
  /** Everything else: a connection that was refused or reset, another status, a 503 without Retry-After. */
  reset: number;
}

/** A load on one server. */
export interface LoadOptions {
  readonly port: number;
  readonly workload: Workload;
  readonly load: number;
  /** Milliseconds at most. */
  readonly durationMs: number;
  /** Ends it early: the server is gone. */
  readonly signal: AbortSignal;
}

/** After a connection failed, before the next one. */
const RECONNECT_MS = 50;

/**
 * Keeps the workload's connections busy, each with one request after the other, until the time or the requests are up.
 * A client that was refused waits as it was told; what is under way at the end is not counted.
 */
export async function applyLoad(options: LoadOptions): Promise<Tally> {
  const { workload, load, durationMs, signal } = options;
  const tally: Tally = { ok: 0, okLate: 0, refused: 0, reset: 0 };
  const total = workload.total?.(load) ?? Infinity;
  const end = AbortSignal.any([signal, AbortSignal.timeout(durationMs)]);
  const halfTime = performance.now() + durationMs / 2;
  let turn = 0;
  const client = async () => {
    using connection = new Connection(options.port);
    while (!end.aborted && turn < total) {
      const request = workload.request(turn++);
      const response = await connection.ask(request, end);
      // What was under way when the server died is lost; what was when the time was up is not counted.
      if (end.aborted && !(signal.aborted && response === undefined)) return;
      if (response?.status === 200) {
        tally.ok++;
        if (performance.now() >= halfTime) tally.okLate++;
      } else if (response?.status === 503 && response.retryAfter > 0) tally.refused++;
      else tally.reset++;
      const pauseMs = response === undefined ? RECONNECT_MS : response.retryAfter * 1000;
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: end }).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: workload.connections(load) }, client));
  return tally;
}

/** A keep-alive connection that is opened anew when it was closed. */
class Connection implements Disposable {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a request and reads its response; undefined when the connection failed before the response's end. */
  async ask(request: readonly Buffer[], signal: AbortSignal): Promise<Response | undefined> {
    const socket = (this.#socket ??= this.#connect());
    const answered = Promise.withResolvers<Response | undefined>();
    const sent = Promise.withResolvers<void>();
    const reader = new ResponseReader(answered.resolve);
    const onData = (chunk: Buffer) => reader.push(chunk);
    const fail = () => {
      answered.resolve(undefined);
      sent.resolve();
    };
    socket.on('data', onData).once('error', fail).once('close', fail);
    signal.addEventListener('abort', fail, { once: true });
    request.forEach((part, index) =>
      socket.write(part, index === request.length - 1 ? () => sent.resolve() : undefined),
    );
    const response = await answered.promise;
    // The next request follows the whole of this one, even where the answer came first.
    if (response?.close !== true) await sent.promise;
    socket.off('data', onData).off('error', fail).off('close', fail);
    signal.removeEventListener('abort', fail);
    if (response === undefined || response.close || socket.destroyed) this[Symbol.dispose]();
    return response;
  }

  #connect(): Socket {
    // A connection that fails between two requests is seen at the next one.
    return connect(this.#port, '127.0.0.1').on('error', () => {});
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}
