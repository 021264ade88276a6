/** A response as the bench sees it. */
export interface Response {
  readonly status: number;
  /** Seconds, 0 without the header. */
  readonly retryAfter: number;
  /** Whether the server ends the connection. */
  readonly close: boolean;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Reads responses of HTTP/1.1 from a connection and keeps nothing of their bodies: the load must not need the memory
 * that it makes its servers need. Knows Content-Length and chunks.
 */
export class ResponseReader {
  readonly #done: (response: Response) => void;
  #head = Buffer.alloc(0);
  #response: Response | undefined;
  /** Bytes of the body to come; undefined: chunked. */
  #left: number | undefined = 0;
  #tail = '';

  constructor(done: (response: Response) => void) {
    this.#done = done;
  }

  push(chunk: Buffer): void {
    if (this.#response !== undefined) return this.#body(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return;
    const text = this.#head.toString('latin1', 0, end).toLowerCase();
    const rest = this.#head.subarray(end + HEAD_END.length);
    this.#head = Buffer.alloc(0);
    const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(text)?.[1]?.trim();
    this.#response = {
      status: Number(text.slice(9, 12)),
      retryAfter: Number(field('retry-after') ?? 0),
      close: field('connection') === 'close',
    };
    this.#left = field('transfer-encoding') === 'chunked' ? undefined : Number(field('content-length') ?? 0);
    this.#tail = '';
    this.#body(rest);
  }

  #body(chunk: Buffer): void {
    if (this.#left === undefined) {
      // The last chunk of a body that holds no such text itself.
      this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.length - 7))).slice(-7);
      if (this.#tail.endsWith('\r\n0\r\n\r\n')) this.#finish();
      return;
    }
    this.#left -= chunk.length;
    if (this.#left <= 0) this.#finish();
  }

  #finish(): void {
    const response = this.#response;
    this.#response = undefined;
    if (response !== undefined) this.#done(response);
  }
}
