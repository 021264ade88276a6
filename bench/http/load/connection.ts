import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { writeIds } from './trace-ids.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
const CHUNKS_END = Buffer.from('0\r\n\r\n');
const TRACEPARENT = 'traceparent: 00-';
const [SAMPLED, UNSAMPLED] = Buffer.from('10');

/** What a connection sends, and where. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The share of requests, from 0 to 1, whose caller says that their trace is sampled. */
  readonly sampled: number;
}

/**
 * One HTTP/1.1 keep-alive connection that sends the same GET again and again, one at a time: each within a new trace,
 * as behind an ingress that starts them.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #idsAt: number;
  readonly #sampled: number;
  #received: Buffer = Buffer.alloc(0);
  #answered: PromiseWithResolvers<void> = Promise.withResolvers();

  /** @throws when the connection is refused */
  static async open(target: Target): Promise<Connection> {
    const { host, port } = target;
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new Connection(socket, target);
  }

  private constructor(socket: Socket, { host, port, path, sampled }: Target) {
    const ids = `${'0'.repeat(32)}-${'0'.repeat(16)}-00`;
    const request = `GET ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${TRACEPARENT}${ids}\r\n\r\n`;
    this.#socket = socket;
    this.#request = Buffer.from(request);
    this.#idsAt = request.indexOf(TRACEPARENT) + TRACEPARENT.length;
    this.#sampled = sampled;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.once('error', (error) => this.#answered.reject(error));
    socket.once('close', () => this.#answered.reject(new Error('The server closed a connection under load')));
  }

  /** Sends the request. Resolves when it is wholly answered. @throws on any status but 200, and on a lost connection */
  exchange(): Promise<void> {
    this.#answered = Promise.withResolvers();
    const flagAt = writeIds(this.#request, this.#idsAt) + '-0'.length;
    this.#request[flagAt] = (Math.random() < this.#sampled ? SAMPLED : UNSAMPLED) ?? 0;
    this.#socket.write(this.#request);
    return this.#answered.promise;
  }

  close(): void {
    this.#answered.promise.catch(() => {});
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#received = received;
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = received.toString('latin1', 0, headEnd);
    if (!head.startsWith('HTTP/1.1 200')) return this.#answered.reject(new Error(`Answered with ${head}`));
    if (!isWhole(head, received, headEnd + HEAD_END.length)) return;
    this.#received = received.subarray(received.length);
    this.#answered.resolve();
  }
}

function isWhole(head: string, received: Buffer, bodyStart: number): boolean {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return received.length >= bodyStart + Number(length);
  return received.subarray(-CHUNKS_END.length).equals(CHUNKS_END);
}
