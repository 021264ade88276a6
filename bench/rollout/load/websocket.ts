import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Endpoint } from '../endpoints.ts';
import { TIMEOUT_MS, type Client, type ClientContext, type Loss, type Outcome } from './client.ts';

/** RFC 6455 §7.4.1: the server is going down. */
const GOING_AWAY = 1001;
/** An older message was read by the server before it closed: with a margin for stalls of a busy machine. */
const CROSSING_MS = 1000;
const RECONNECT_AFTER_FAILURE_MS = 200;

interface Connection {
  readonly socket: WebSocket;
  readonly endpoint: Endpoint;
  /** Messages that await their echo, the oldest first. */
  readonly pending: Message[];
}

interface Message {
  readonly sentAt: number;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * One WebSocket whose messages are echoed in order; it reconnects at once after 1001. A close with any other code is a
 * loss, and so is every message that it leaves unanswered.
 */
export class WebSocketClient implements Client {
  readonly #context: ClientContext;
  #connection: Promise<Connection | undefined> | undefined;
  #closed = false;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  async send(): Promise<Outcome> {
    this.#connection ??= this.#open();
    const connection = await this.#connection;
    if (connection === undefined) return { cause: 'refused', endpoint: undefined, connection: 'fresh' };
    if (connection.socket.readyState !== WebSocket.OPEN) {
      // Its Close has been read and its end has not: a client sends no more on it.
      if (connection.socket.readyState === WebSocket.CLOSING) await once(connection.socket, 'close');
      return this.send();
    }
    return new Promise((resolve) => {
      const timeout = setTimeout(
        () => resolve(lossOf(connection.endpoint, 'no answer within 10 s')),
        TIMEOUT_MS,
      );
      const settle = (outcome: Outcome) => {
        clearTimeout(timeout);
        resolve(outcome);
      };
      connection.pending.push({ sentAt: this.#context.clock.now(), settle });
      connection.socket.send('echo');
    });
  }

  close(): void {
    this.#closed = true;
    void this.#connection?.then((connection) => connection?.socket.terminate());
  }

  async #open(): Promise<Connection | undefined> {
    const endpoint = this.#context.route();
    if (endpoint === undefined) return this.#failed();
    const socket = new WebSocket(`ws://${endpoint.host}:${endpoint.port}/echo`, { perMessageDeflate: false });
    const connection: Connection = { socket, endpoint, pending: [] };
    socket.on('message', () => connection.pending.shift()?.settle('answered'));
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!opened) {
      this.#context.lost(lossOf(endpoint, 'no upgrade'));
      return this.#failed();
    }
    socket.on('error', () => {});
    socket.once('close', (code) => this.#ended(connection, code));
    return connection;
  }

  #ended({ endpoint, pending }: Connection, code: number): void {
    if (this.#closed) return;
    const loss = lossOf(endpoint, `closed with ${code}`);
    const goingAway = code === GOING_AWAY;
    if (goingAway) this.#context.goingAway(endpoint);
    else if (pending.length === 0) this.#context.lost(loss);
    const crossing = this.#context.clock.now() - CROSSING_MS;
    for (const { sentAt, settle } of pending) settle(goingAway && sentAt > crossing ? 'crossed' : loss);
    this.#connection = this.#open();
  }

  async #failed(): Promise<undefined> {
    await this.#context.clock.sleep(RECONNECT_AFTER_FAILURE_MS);
    this.#connection = undefined;
  }
}

function lossOf(endpoint: Endpoint, cause: string): Loss {
  return { cause, endpoint, connection: 'reused' };
}
