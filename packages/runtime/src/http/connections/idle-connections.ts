import type { Socket } from 'node:net';
import { bounded, possibleWeightOf, weightOf, type Bounded, type ConnectionBound } from './bound.ts';
import type { Connection } from './connection.ts';
import { standingOf, type Standing } from './standing.ts';
import { refuseConnection } from '../http1/server.ts';
import { endHttp2 } from '../http2/server.ts';
import { linger } from './linger.ts';
import type { Serving } from '../serving.ts';

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

/**
 * Bounds the connections without a request in flight, which nothing else accounts for. Beyond the bound some are given up: first
 * those that have begun a head and not ended it, longest first, with 408; then those that never sent anything; then those that have
 * been idle longest, as nginx does where it runs out of connections (ngx_drain_connections), but never for those that never sent
 * anything. Requests cost nothing: what they leave is seen once a second, and when as many may have come as are allowed.
 */
export class IdleConnections {
  readonly #serving: Serving;
  readonly #bound: ConnectionBound;
  readonly #messages: () => ReadonlyMap<Socket, number>;
  /** So many there are at most, by their weight, but for those whose requests have ended since and those that were spared. */
  #estimate = 0;
  #unseen = 0;
  #waits = false;

  /**
   * @param bound how many there may be
   * @param messages where one of HTTP/1.1 has begun and is not whole; see `messagesUnderWay`
   */
  constructor(serving: Serving, bound: ConnectionBound, messages: () => ReadonlyMap<Socket, number>) {
    this.#serving = serving;
    this.#bound = bound;
    this.#messages = messages;
  }

  /** To be called when `connection` was accepted, and when its first bytes have come, which are not looked at yet. */
  came(connection: Connection): void {
    const counted = connection.protocol === undefined ? 0 : this.#bound.weights.unused;
    this.#estimate += possibleWeightOf(this.#bound, connection) - counted;
    const most = this.#bound.most();
    if (this.#estimate <= most) return;
    this.#boundAfterArrivals();
    this.#unseen++;
    if (this.#unseen * LOOKS < most) return;
    this.#unseen = 0;
    // Of the others, requests may have arrived that were not read yet.
    this.#keepWithin(most, ['head'], connection);
  }

  /** To be called about once a second. */
  tick(): void {
    let possible = 0;
    for (const connection of this.#serving.connections) possible += possibleWeightOf(this.#bound, connection);
    if (possible > this.#bound.most()) this.#boundAfterArrivals();
  }

  #boundAfterArrivals(): void {
    if (this.#waits) return;
    this.#waits = true;
    setImmediate(() => {
      this.#waits = false;
      this.#keepWithin(this.#bound.most(), bounded);
    });
  }

  #keepWithin(most: number, standings: readonly Bounded[], except?: Connection): void {
    const messages = this.#messages();
    const found = byStanding(this.#serving.connections, messages, except);
    const tooMany = found.leaving.length - LEAVING_SHARE * most;
    if (tooMany > 0) for (const { socket } of longestFirst(found.leaving).slice(0, tooMany)) socket.destroy();
    const weights = { busy: 0, head: 0, unused: 0, kept: 0 };
    for (const standing of ['busy', ...bounded] as const)
      for (const connection of found[standing])
        weights[standing] += weightOf(this.#bound, connection, standing);
    const sum = () => weights.busy + weights.head + weights.unused + weights.kept;
    this.#estimate = sum();
    if (sum() <= most) return;
    this.#bound.onReached?.();
    const target = Math.ceil((1 - SLACK_SHARE) * most);
    const young = weights.unused > most ? target : most;
    const { clock } = this.#serving;
    for (const standing of standings) {
      // Who has been served does not make way for who has sent nothing.
      const counted = () => (standing === 'kept' ? sum() - weights.unused : sum());
      if (standing === 'kept' && counted() <= most) break;
      for (const connection of longestFirst(found[standing], standing === 'head' ? messages : undefined)) {
        if (counted() <= target) break;
        const isYoung = standing === 'unused' && clock.now() - connection.acceptedAt < UNUSED_MS;
        if (isYoung && weights.unused <= young) break;
        giveUp(connection, standing);
        weights[standing] -= weightOf(this.#bound, connection, standing);
      }
    }
    this.#estimate = Math.min(sum(), target);
  }
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

function giveUp(connection: Connection, standing: Standing): void {
  connection.serving.rejections.add('too many connections', connection.remote);
  if (connection.protocol === 'h2') endHttp2(connection);
  else if (standing === 'head') refuseConnection(connection, 'too many connections');
  else linger(connection);
}
