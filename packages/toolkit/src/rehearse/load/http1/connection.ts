import type { Fate } from '../../requests.ts';
import { dial, type ClientSocket, type Distance } from '../distance/index.ts';
import { fateOfError } from '../fate.ts';
import type { Target } from '../router.ts';
import { ResponseReader } from './response-reader.ts';

/** Waits for one response. */
export interface Exchange {
  /** The response's head was read. */
  head?(): void;
  /** The exchange is over; `answered` is a whole response, whatever its status. */
  over(fate: Extract<Fate, 'answered' | 'refused' | 'reset' | 'closed'>): void;
}

/** An HTTP/1.1 connection, one request at a time, without any pipelining or sending again. */
export class Http1Connection {
  readonly target: Target;
  /** Counted over the whole load. */
  readonly number: number;
  /** Whose it is: the client that opened it. */
  readonly owner: number;
  readonly response = new ResponseReader();
  /** It has carried a request before the current one. */
  used = false;
  /** When it became idle, in the clock's milliseconds. */
  idleSince = 0;
  readonly #socket: ClientSocket;
  #onClosed: ((connection: Http1Connection) => void) | undefined;
  #exchange: Exchange | undefined;
  #error: Error | undefined;

  /** @param onClosed called once when the peer has closed it, after its exchange if there is one under way */
  constructor(
    target: Target,
    number: number,
    owner: number,
    distance: Distance,
    onClosed: (connection: Http1Connection) => void,
  ) {
    this.target = target;
    this.number = number;
    this.owner = owner;
    this.#onClosed = onClosed;
    this.#socket = dial(target, distance, (bytes, length) => this.#read(bytes, length));
    this.#socket.once('error', (error) => (this.#error = error));
    this.#socket.once('end', () => this.#ended());
    this.#socket.once('close', () => this.#closed());
  }

  /** Nobody has closed it. */
  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  get isConnected(): boolean {
    return !this.#socket.connecting;
  }

  /** Sends a request, or the first part of it. */
  send(bytes: Buffer, isHead: boolean, exchange: Exchange): void {
    this.#exchange = exchange;
    this.response.begin(isHead);
    this.#socket.write(bytes);
  }

  /** Sends more of the request's body; nothing once its connection is closed. */
  sendMore(bytes: Buffer): void {
    if (this.isOpen) this.#socket.write(bytes);
  }

  /** Closes it; an exchange that is under way hears nothing more. */
  close(): void {
    this.#exchange = undefined;
    this.#onClosed = undefined;
    this.#socket.destroy();
  }

  #read(bytes: Buffer, length: number): void {
    const { response } = this;
    const hadHead = response.hasHead;
    if (this.#exchange === undefined) return void this.#socket.destroy();
    response.read(bytes, length);
    if (response.broken) return this.#finish('closed');
    if (!hadHead && response.hasHead) this.#exchange.head?.();
    if (response.done) this.#finish('answered');
  }

  /** A FIN. */
  #ended(): void {
    if (this.#exchange !== undefined) this.#finish(this.response.end() ? 'answered' : 'closed');
    this.#told();
  }

  #closed(): void {
    if (this.#exchange !== undefined) this.#finish(fateOfError(this.#error));
    this.#told();
  }

  #told(): void {
    const onClosed = this.#onClosed;
    this.#onClosed = undefined;
    onClosed?.(this);
  }

  #finish(fate: Parameters<Exchange['over']>[0]): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.over(fate);
  }
}
