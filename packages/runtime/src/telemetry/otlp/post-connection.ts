import { validateHeaderName, validateHeaderValue } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readAnswer, type Answer } from './answer.ts';

/** How long a kept connection is silent before the kernel asks for its peer, in milliseconds. */
const PROBE_AFTER_MS = 60_000;

/**
 * Posts to one address by HTTP/1.1, on a connection that is kept. It is our own, and not node's client, since that shares its
 * code with node's server: V8 then compiles both for two kinds of objects, which cost the server 4 % of its processor time
 * (docs/decisions/0075-a-client-of-our-own.md).
 */
export class PostConnection implements Disposable {
  readonly #endpoint: URL;
  readonly #head: string;
  readonly #authorities: string | undefined;
  /** Waits for the next request; `release` ends its waiting. */
  #idle: { readonly socket: Socket; readonly release: () => void } | undefined;
  #disposed = false;

  /**
   * @param headers `Content-Length` is added
   * @param authorities certificates in PEM form; default node’s own
   * @throws TypeError when a header is malformed
   */
  constructor(endpoint: URL, headers: Readonly<Record<string, string>>, authorities: string | undefined) {
    this.#endpoint = endpoint;
    this.#head = requestHead(endpoint, headers);
    this.#authorities = authorities;
  }

  /**
   * Sends `body`, and reads the answer. Where the server closes a kept connection instead of answering, as it may at any
   * time, it is sent once more on a new one.
   *
   * @throws the signal's reason; Error when there is no answer, or one that is not HTTP
   */
  async post(body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const kept = this.#take();
    if (kept !== undefined) {
      const answer = await this.#exchange(kept, body, signal, true);
      if (answer !== undefined) return answer;
    }
    const answer = await this.#exchange(this.#connect(), body, signal, false);
    if (answer === undefined) throw new Error('The connection was closed');
    return answer;
  }

  /** Closes the connection that is kept. One that is in use ends by its signal, or with its answer. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#take()?.destroy();
  }

  #take(): Socket | undefined {
    const idle = this.#idle;
    idle?.release();
    return idle?.socket.ref();
  }

  /** Keeps a connection whose answer is whole, until its peer has something else to say. */
  #keep(socket: Socket): void {
    if (this.#disposed) return void socket.destroy();
    this.#take()?.destroy();
    const forget = () => {
      release();
      socket.destroy();
    };
    const release = () => {
      socket.off('data', forget).off('end', forget).off('close', forget);
      this.#idle = undefined;
    };
    socket.on('data', forget).on('end', forget).on('close', forget).unref();
    this.#idle = { socket, release };
  }

  #connect(): Socket {
    const { protocol, hostname, port } = this.#endpoint;
    const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    const ca = this.#authorities;
    const socket =
      protocol === 'https:'
        ? connectTls({
            host,
            port: Number(port || 443),
            ...(isIP(host) === 0 && { servername: host }),
            ...(ca !== undefined && { ca }),
          })
        : connect({ host, port: Number(port || 80) });
    // What happens to it between two requests is seen by its end.
    return socket
      .setNoDelay()
      .setKeepAlive(true, PROBE_AFTER_MS)
      .on('error', () => {});
  }

  /** Undefined: `reused`, and closed without a byte of an answer. */
  #exchange(
    socket: Socket,
    body: Uint8Array,
    signal: AbortSignal,
    reused: boolean,
  ): Promise<Answer | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
    let heard = Buffer.alloc(0);
    let broken: Error | undefined;
    const settle = (answer: Answer | undefined) => {
      off();
      if (answer?.keepAlive === true) this.#keep(socket);
      else socket.destroy();
      resolve(answer);
    };
    const fail = (error: unknown) => {
      off();
      socket.destroy();
      reject(error);
    };
    const read = (ended: boolean) => {
      try {
        const answer = readAnswer(heard, ended);
        if (answer !== undefined) settle(answer);
      } catch (error) {
        fail(error);
      }
    };
    const onData = (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      read(false);
    };
    const onError = (error: Error) => (broken = error);
    const onEnd = () => {
      if (reused && heard.length === 0) return settle(undefined);
      if (broken !== undefined) return fail(broken);
      read(true);
    };
    const onAbort = () => fail(signal.reason);
    const off = () => {
      socket.off('data', onData).off('error', onError).off('end', onEnd).off('close', onEnd);
      signal.removeEventListener('abort', onAbort);
    };
    socket.on('data', onData).on('error', onError).on('end', onEnd).on('close', onEnd);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.cork();
    socket.write(`${this.#head}content-length: ${body.length}\r\n\r\n`, 'latin1');
    socket.write(body);
    socket.uncork();
    return promise;
  }
}

/** How a body is delimited is decided here. */
const framing = new Set(['content-length', 'transfer-encoding']);

/** @throws TypeError when a header is malformed */
function requestHead(endpoint: URL, headers: Readonly<Record<string, string>>): string {
  const { pathname, search, host, username, password } = endpoint;
  const fields = new Map([['host', host]]);
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  if (user !== ':') fields.set('authorization', `Basic ${Buffer.from(user).toString('base64')}`);
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    fields.set(name.toLowerCase(), value);
  }
  const lines = Array.from(fields, ([name, value]) => (framing.has(name) ? '' : `${name}: ${value}\r\n`));
  return `POST ${pathname}${search} HTTP/1.1\r\n${lines.join('')}`;
}
