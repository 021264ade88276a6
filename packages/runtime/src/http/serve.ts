import type { Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import type { EventBus } from '../events.ts';
import type { Deadline } from '../lifecycle/index.ts';
import type { Admission } from '../resources/index.ts';
import type { HttpInstrumentation } from '../telemetry/index.ts';
import type { AccessLog } from '../log/index.ts';
import { connectionsWithin, memoryBound } from './connections/bound.ts';
import { Discards } from './admission/discard.ts';
import { afterArrivals } from '../after-arrivals.ts';
import { Drain, type DrainOptions } from './drain/drain.ts';
import { ExchangeList } from './exchange/exchange-list.ts';
import { listenerOf } from './fetch/listener.ts';
import { cutAll, finish, inFlight } from './drain/finish.ts';
import { createFront, listen } from './front.ts';
import type { HttpHandler } from './handler.ts';
import { createHttp1Server } from './http1/server.ts';
import { createHttp2Server, noticeHttp2 } from './http2/server.ts';
import { IdleConnections } from './connections/idle-connections.ts';
import type { HttpLimits } from './limits.ts';
import { endLongLived } from './drain/long-lived.ts';
import { messagesUnderWay } from './http1/messages-under-way.ts';
import { OpenFiles } from './connections/open-files.ts';
import { Overload } from './admission/overload.ts';
import { Rejections } from './admission/rejections.ts';
import { compileBodies, type RouteBody } from './request-body/route-body.ts';
import { resolveLimits } from './resolve-limits.ts';
import type { Serving } from './serving.ts';
import type { LoadOptions } from './shedding/index.ts';
import { watchSlowClients } from './slow-clients/watch.ts';
import { UpgradedReading, type MemoryState } from './upgrades/upgraded-reading.ts';

/** How to serve. */
export interface ServeOptions {
  readonly handler: HttpHandler;
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen on. Default: all, IPv6 and IPv4. */
  readonly host?: string | undefined;
  /** Tells when the drain begins, and is told of errors and refusals. */
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly limits?: HttpLimits;
  /** By route, as in `LoadOptions.routes`: what differs from the limits. Default: nothing. */
  readonly bodies?: Readonly<Record<string, RouteBody>> | undefined;
  readonly drain?: DrainOptions;
  /** Sheds load when more is asked than can be done. Absent: everything runs at once. */
  readonly load?: LoadOptions | undefined;
  /** Receives each request at its end. */
  readonly access?: AccessLog;
  readonly instrumentation?: HttpInstrumentation;
  /** Lets requests in as far as there is memory; the rest gets 503 with Retry-After. Default: all are let in. */
  readonly admission?: Admission | undefined;
  /** How memory stands: while it is short, upgraded connections are read in turns. Default: all are read at once. */
  readonly memory?: MemoryState | undefined;
  /**
   * What connections without a request may take of the memory, in bytes: bounds their number where `limits.maxIdleConnections` does
   * not. Default: any amount.
   */
  readonly connectionBytes?: (() => number) | undefined;
  /** How many files the process may have open, which bounds its connections. Default: any number. */
  readonly openFiles?: number;
  /** Called once the listener has closed. Resolves when no other process holds the port any more. Default: there is none. */
  readonly othersClosed?: (() => Promise<void>) | undefined;
  /**
   * HTTP/2 with prior knowledge on the same port (h2c). Off for express, whose requests and responses must be HTTP/1.1's.
   * Default true.
   */
  readonly http2?: boolean;
}

/** What is under way. */
export interface HttpCounts {
  readonly requests: number;
  readonly connections: number;
  /** Of the connections, those upgraded to another protocol. */
  readonly streams: number;
}

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  /**
   * Stops accepting, and resolves once every connection has ended. At `deadline` the rest is aborted, and named in what
   * is returned: `['GET /slow, 4.2 s']`.
   */
  finish(deadline: Deadline): Promise<readonly string[]>;
  /** Names the requests and upgraded connections under way. */
  inFlight(): readonly string[];
  counts(): HttpCounts;
}

/** How often slow clients are looked for, and the drain tells of its progress. */
const watchIntervalMs = 1_000;

/**
 * Opens a port and serves HTTP/1.1 and HTTP/2 on it. The drain starts with the event `drain.stage` of the drain delay:
 * from then on every response ends its connection, while everything is accepted and served as before; `finish` comes
 * when the delay is over. Without a delay it starts once the listener has closed.
 *
 * @throws SeaworthyError SW_PORT_IN_USE, SW_PORT_DENIED; SW_DEFINITION where a route of `load` or `bodies`, or
 * one of `limits`, is invalid
 */
export async function serveHttp(options: ServeOptions): Promise<HttpServer> {
  const { bus, clock, port, host } = options;
  const serving = await createServing(options);
  const http1 = createHttp1Server(serving);
  const bounds = [memoryBound(idleLimit(options, serving)), serving.openFiles.bound];
  serving.idle = bounds.map((bound) => new IdleConnections(serving, bound, () => messagesUnderWay(http1)));
  let http2: Http2Server | undefined;
  const front = createFront(serving, {
    http1,
    http2: options.http2 === false ? undefined : () => (http2 ??= createHttp2Server(serving)),
  });
  await listen(front, port, host);

  const subscription = bus.on((event) => {
    // Without a delay it begins as the listener closes: see `finish`.
    if (event.type === 'drain.stage' && event.stage === 'drain delay' && event.budgetMs > 0)
      beginDrain(serving, event.budgetMs);
  });
  let finishing = false;
  let watch = afterArrivals(clock, watchIntervalMs, tick);
  function tick() {
    watch = afterArrivals(clock, watchIntervalMs, tick);
    watchSlowClients(serving, watchIntervalMs);
    serving.overload?.tick(serving.exchanges);
    for (const bound of serving.idle) bound.tick();
    serving.rejections.flush();
    if (finishing) bus.emit({ type: 'drain.progress', ...countsOf(serving) });
  }
  function stop() {
    subscription.clear();
    watch.clear();
    serving.overload?.[Symbol.dispose]();
    serving.rejections.flush();
    // Stops node's watch of header time-outs; it never listened.
    http1.close();
  }
  return {
    port: (front.address() as AddressInfo).port,
    async finish(deadline) {
      finishing = true;
      const idleHoldMs = options.drain?.idleHoldMs ?? 0;
      const { othersClosed } = options;
      const aborted = await finish(serving, { front, http1, deadline, idleHoldMs, othersClosed });
      stop();
      return aborted;
    },
    inFlight: () => inFlight(serving),
    counts: () => countsOf(serving),
    async [Symbol.asyncDispose]() {
      stop();
      cutAll(serving);
      await new Promise<void>((resolve) => front.close(() => resolve()));
    },
  };
}

async function createServing({ handler, ...options }: ServeOptions): Promise<Serving> {
  const { bus, clock, limits, drain, access, instrumentation } = options;
  const serving: Serving = {
    clock,
    bus,
    limits: resolveLimits(limits),
    bodies: compileBodies(options.bodies),
    drain: new Drain(clock, drain?.random),
    rejections: new Rejections(bus),
    connections: new Set(),
    exchanges: new ExchangeList(),
    listener: 'fetch' in handler ? await listenerOf(handler) : handler.listener,
    upgrade: handler.upgrade,
    access,
    instrumentation,
    admission: options.admission,
    discards: new Discards(),
    upgraded: new UpgradedReading(clock, options.admission, options.memory),
    overload: undefined,
    idle: [],
    openFiles: new OpenFiles(options.openFiles ?? Infinity, bus),
  };
  if (options.load !== undefined) serving.overload = new Overload(serving, options.load, drain?.random);
  return serving;
}

function idleLimit({ limits, connectionBytes }: ServeOptions, { limits: resolved }: Serving): () => number {
  const stated = limits?.maxIdleConnections;
  if (stated !== undefined || connectionBytes === undefined) return () => resolved.maxIdleConnections;
  return () => connectionsWithin(connectionBytes(), resolved);
}

function beginDrain(serving: Serving, delayMs: number): void {
  serving.drain.begin(delayMs);
  endLongLived(serving);
  // A session without any stream yet is told at its first: it may be in the middle of its handshake.
  for (const connection of serving.connections)
    if (connection.protocol === 'h2' && connection.latest !== undefined) noticeHttp2(connection);
}

function countsOf({ exchanges, connections }: Serving): HttpCounts {
  let streams = 0;
  for (const connection of connections) if (connection.protocol === 'upgraded') streams++;
  return { requests: exchanges.size, connections: connections.size, streams };
}
