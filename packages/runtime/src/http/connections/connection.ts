import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Timer } from '../../clock.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Serving } from '../serving.ts';
import { peerAddress } from './peer-address.ts';

/** What a connection speaks; `undefined` until its first bytes. */
export type Protocol = 'http/1.1' | 'h2' | 'upgraded' | undefined;

/** One TCP connection and what the server remembers of it. Times are in the clock's milliseconds. */
export class Connection {
  readonly serving: Serving;
  readonly socket: Socket;
  readonly acceptedAt: number;
  /** When the last exchange ended. */
  idleSince: number;
  /** The peer's address; kept, because a closed socket has forgotten it. */
  readonly remote: string;
  protocol: Protocol = undefined;
  session: ServerHttp2Session | undefined = undefined;
  /** Whether the HTTP/2 peer has been told to open no more streams. */
  noticed = false;
  noticedAt = 0;
  /** How many exchanges are under way. */
  pending = 0;
  /** The latest exchange: in HTTP/1.1 the only one that may announce the connection's end. */
  latest: Exchange | undefined = undefined;
  /** Whether the connection must end with the latest exchange, drain or not. */
  broken = false;
  /** Whether the end has been announced, by a response or by the end of our half: what the client sends after it is not
   * processed (RFC 9112 §9.6). */
  closing = false;
  /** Whether it is not read while its requests wait for their answers; see `holdPipelined`. */
  isHeld = false;
  /** When the server has sent its last byte and only reads on. */
  lingeringSince: number | undefined = undefined;
  /** `socket.bytesRead` at that moment. */
  lingeringFrom = 0;
  /** `socket.bytesWritten` at the end of the last response. */
  written = 0;
  /** Of an upgraded connection: the request that asked for it. */
  upgrade: IncomingMessage | undefined = undefined;
  /** How the application wants an upgraded connection ended; see `endStreamWith`. */
  endWith: (() => void) | undefined = undefined;
  endTimer: Timer | undefined = undefined;

  constructor(serving: Serving, socket: Socket) {
    this.serving = serving;
    this.socket = socket;
    this.acceptedAt = serving.clock.now();
    this.idleSince = this.acceptedAt;
    this.remote = peerAddress(socket);
  }

  /** Whether it waits for a request. */
  get idle(): boolean {
    return this.pending === 0 && this.protocol !== 'upgraded';
  }
}

const connectionKey = Symbol('seaworthy.connection');

interface Carrier {
  [connectionKey]?: Connection;
}

/** Lets a socket or an HTTP/2 session find its connection. */
export function tag(carrier: object, connection: Connection): void {
  (carrier as Carrier)[connectionKey] = connection;
}

/** The connection of a socket or an HTTP/2 session. */
export function connectionOf(carrier: object): Connection | undefined {
  return (carrier as Carrier)[connectionKey];
}
