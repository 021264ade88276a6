import type { Socket } from 'node:net';
import type { ClientCall } from './http-client.ts';

/** What `undici:websocket:open` tells: of the connection its own end alone, and nothing of the request. */
export interface OpenedWebSocket {
  readonly address?: { readonly port?: number };
  readonly handshakeResponse?: { readonly status?: number };
}

/**
 * Handshakes of WebSockets, of whose 101 undici before 8 (in Node 24) tells as that of a WebSocket and not of a request. Both are of one
 * connection, which its own port names.
 */
export class Handshakes {
  readonly #calls = new Map<number, ClientCall>();

  /** A request that asks to be upgraded is sent. */
  sent(socket: Socket, call: ClientCall): void {
    const { localPort } = socket;
    if (localPort === undefined) return;
    this.#calls.set(localPort, call);
    socket.once('close', () => this.#take(localPort));
  }

  /** A WebSocket is open. */
  opened({ address, handshakeResponse }: OpenedWebSocket): void {
    const call = this.#take(address?.port);
    call?.responded(handshakeResponse?.status ?? 101);
    call?.end();
  }

  #take(port: number | undefined): ClientCall | undefined {
    if (port === undefined) return undefined;
    const call = this.#calls.get(port);
    this.#calls.delete(port);
    return call;
  }
}
