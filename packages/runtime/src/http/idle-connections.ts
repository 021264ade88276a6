import type { Socket } from 'node:net';
import type { Connection } from './connection.ts';
import { standingOf, type Standing } from './connection-standing.ts';
import { refuseConnection } from './http1.ts';
import { endHttp2 } from './http2.ts';
import type { ResolvedLimits } from './limits.ts';
import { linger } from './linger.ts';
import type { Serving } from './serving.ts';

/**
 * What a connection takes beside a head. In pods of 128 MiB that were killed for them (node 24.21) there were 16.8 KiB for each that
 * had got an answer, 23 for each with 15 kB of a head, and of HTTP/2 20 and 35; one that has sent nothing takes 8.
 */
const CONNECTION_BYTES = 16_384;
/** One that has sent nothing counts for half… */
const UNUSED_WEIGHT = 0.5;
/** …one in the middle of a head counts for two… */
const HEAD_WEIGHT = 2;
/** …and one of HTTP/2, of which it is not known, for four. */
const HTTP2_WEIGHT = 4;
/** So many are allowed at least. */
const FEWEST = 64;
/** What is on its way out may come to this share of what is allowed, on top of it. */
const LEAVING_SHARE = 1 / 8;
/**
 * Beyond the bound this share of it is given up as well, so that looking through all is due again only after as many have come;
 * nginx gives up an eighth, too (ngx_drain_connections).
 */
const SLACK_SHARE = 1 / 8;
/** What has sent nothing is left alone for so long, in milliseconds, unless it alone is too much: a request may be on its way. */
const UNUSED_MS = 1_000;
/** While connections come in one turn of the loop, all are looked through once for this part of what is allowed. */
const LOOKS = 32;

/** What there may only be so many of, first those that are given up first. */
const bounded = ['head', 'unused', 'kept'] as const;

/**
 * Bounds the connections without a request in flight, which nothing else accounts for. Beyond the bound some are given up: first
 * those that have begun a head and not ended it, longest first, with 408; then those that never sent anything; then those that have
 * been idle longest, as nginx does where it runs out of connections (ngx_drain_connections), but never for those that never sent
 * anything. Requests cost nothing: what they leave is seen once a second, and when as many may have come as are allowed.
 */
export class IdleConnections {
  readonly #serving: Serving;
  readonly #most: () => number;
  readonly #messages: () => ReadonlyMap<Socket, number>;
  /** So many there are at most, by their weight, but for those whose requests have ended since and those that were spared. */
  #estimate = 0;
  #unseen = 0;
  #waits = false;

  /**
   * @param most how many there may be
   * @param messages where one of HTTP/1.1 has begun and is not whole; see `messagesUnderWay`
   */
  constructor(serving: Serving, most: () => number, messages: () => ReadonlyMap<Socket, number>) {
    this.#serving = serving;
    this.#most = most;
    this.#messages = messages;
  }

  /** To be called when `connection` was accepted, and when its first bytes have come, which are not looked at yet. */
  came(connection: Connection): void {
    const counted = connection.protocol === undefined ? 0 : UNUSED_WEIGHT;
    this.#estimate += possibleWeightOf(connection) - counted;
    const most = this.#most();
    if (this.#estimate <= most) return;
    this.#boundAfterArrivals();
    this.#unseen++;
    if (this.#unseen * LOOKS < most) return;
    this.#unseen = 0;
    // Of the others, requests may have arrived that were not read yet.
    this.#bound(most, ['head'], connection);
  }

  /** To be called about once a second. */
  tick(): void {
    let possible = 0;
    for (const connection of this.#serving.connections) possible += possibleWeightOf(connection);
    if (possible > this.#most()) this.#boundAfterArrivals();
  }

  #boundAfterArrivals(): void {
    if (this.#waits) return;
    this.#waits = true;
    setImmediate(() => {
      this.#waits = false;
      this.#bound(this.#most(), bounded);
    });
  }

  #bound(most: number, standings: readonly (typeof bounded)[number][], except?: Connection): void {
    const messages = this.#messages();
    const found = byStanding(this.#serving.connections, messages, except);
    const tooMany = found.leaving.length - LEAVING_SHARE * most;
    if (tooMany > 0) for (const { socket } of longestFirst(found.leaving).slice(0, tooMany)) socket.destroy();
    const weights = { head: 0, unused: 0, kept: 0 };
    for (const standing of bounded)
      for (const connection of found[standing]) weights[standing] += weightOf(connection, standing);
    const sum = () => weights.head + weights.unused + weights.kept;
    this.#estimate = sum();
    if (sum() <= most) return;
    const target = Math.ceil((1 - SLACK_SHARE) * most);
    const young = weights.unused > most ? target : most;
    const { clock } = this.#serving;
    for (const standing of standings) {
      // Who has been served does not make way for who has sent nothing.
      const counted = () => (standing === 'kept' ? weights.head + weights.kept : sum());
      if (standing === 'kept' && counted() <= most) break;
      for (const connection of longestFirst(found[standing], standing === 'head' ? messages : undefined)) {
        if (counted() <= target) break;
        const isYoung = standing === 'unused' && clock.now() - connection.acceptedAt < UNUSED_MS;
        if (isYoung && weights.unused <= young) break;
        giveUp(connection, standing);
        weights[standing] -= weightOf(connection, standing);
      }
    }
    this.#estimate = Math.min(sum(), target);
  }
}

/** How many connections without a request `bytes` hold, where those with a head that is all but whole count for two. */
export function connectionsWithin(bytes: number, { maxHeaderBytes }: ResolvedLimits): number {
  return Math.max(FEWEST, Math.floor((HEAD_WEIGHT * bytes) / (CONNECTION_BYTES + maxHeaderBytes)));
}

/** Those that do each. */
function byStanding(
  connections: Iterable<Connection>,
  messages: ReadonlyMap<Socket, number>,
  except: Connection | undefined,
) {
  const found: Record<Standing, Connection[]> = {
    busy: [],
    gone: [],
    leaving: [],
    head: [],
    unused: [],
    kept: [],
  };
  for (const connection of connections)
    if (connection !== except)
      found[standingOf(connection, messages.has(connection.socket))].push(connection);
  return found;
}

/** Of those in the middle of a message, whose began first. */
function longestFirst(
  connections: readonly Connection[],
  messages: ReadonlyMap<Socket, number> = new Map(),
): readonly Connection[] {
  const placeOf = ({ socket }: Connection) => messages.get(socket) ?? messages.size;
  return connections.toSorted((one, other) => placeOf(one) - placeOf(other) || sinceOf(one) - sinceOf(other));
}

function sinceOf({ lingeringSince, idleSince }: Connection): number {
  return lingeringSince ?? idleSince;
}

function weightOf({ protocol }: Connection, standing: Standing): number {
  if (protocol === 'h2') return HTTP2_WEIGHT;
  if (standing === 'unused') return UNUSED_WEIGHT;
  return standing === 'head' ? HEAD_WEIGHT : 1;
}

/** The most that it may weigh, whatever it does. */
function possibleWeightOf({ protocol }: Connection): number {
  if (protocol === undefined) return UNUSED_WEIGHT;
  return protocol === 'h2' ? HTTP2_WEIGHT : HEAD_WEIGHT;
}

function giveUp(connection: Connection, standing: Standing): void {
  connection.serving.rejections.add('too many connections', connection.remote);
  if (connection.protocol === 'h2') endHttp2(connection);
  else if (standing === 'head') refuseConnection(connection, 'too many connections');
  else linger(connection);
}
