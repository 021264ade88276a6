const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
/** Makes an ASCII letter a small one. */
const SMALL = 0x20;

/** Where the reader is within a response. */
type State = 'status' | 'head' | 'length' | 'close' | 'chunk-size' | 'chunk' | 'trailer' | 'done';

/**
 * Reads HTTP/1.1 responses (RFC 9112), and of their heads only what a load has to know. Bytes are looked at once, where
 * they lie; a header costs no object. Broken responses are `broken`.
 */
export class ResponseReader {
  status = 0;
  retryAfter = false;
  /** Its body is an event stream (WHATWG HTML, server-sent events): any other is none, whatever its status. */
  isEventStream = false;
  /** The connection may carry another request after this response. */
  keepAlive = true;
  broken = false;
  #state: State = 'status';
  #isHead = false;
  #chunked = false;
  /** Bytes of the body, or of the chunk, that are still to come; -1: the head told no length. */
  #left = -1;
  /** The head's line so far; longer ones are cut, none that matters is. */
  readonly #line = Buffer.allocUnsafe(256);
  #length = 0;

  /** Begins with the next response. @param isHead to a HEAD request, which has no body whatever its head says */
  begin(isHead: boolean): void {
    this.#isHead = isHead;
    this.retryAfter = false;
    this.isEventStream = false;
    this.keepAlive = true;
    this.broken = false;
    this.#reset();
    this.status = 0;
  }

  /** The head of the response has been read. */
  get hasHead(): boolean {
    return this.#state !== 'status' && this.#state !== 'head';
  }

  /** The whole response has been read. */
  get done(): boolean {
    return this.#state === 'done';
  }

  /** Some of the response has been read. */
  get begun(): boolean {
    return this.#state !== 'status' || this.#length > 0;
  }

  /** Takes what arrived. What follows a whole response breaks it: nobody asked for more. */
  read(bytes: Buffer, length: number): void {
    for (let at = 0; at < length && !this.broken;) {
      switch (this.#state) {
        case 'length':
        case 'chunk':
          at = this.#skip(at, length);
          break;
        case 'close':
          return;
        case 'done':
          this.broken = true;
          break;
        default:
          at = this.#readLine(bytes, at, length);
      }
    }
  }

  /** The peer will send no more. True: that is how this response ends. */
  end(): boolean {
    if (this.#state !== 'close') return false;
    this.#state = 'done';
    return true;
  }

  #reset(): void {
    this.#state = 'status';
    this.#chunked = false;
    this.#left = -1;
    this.#length = 0;
  }

  #skip(at: number, length: number): number {
    const taken = Math.min(this.#left, length - at);
    this.#left -= taken;
    if (this.#left === 0) this.#state = this.#state === 'length' ? 'done' : 'chunk-size';
    return at + taken;
  }

  #readLine(bytes: Buffer, from: number, length: number): number {
    const end = bytes.indexOf(LF, from);
    const isWhole = end >= 0 && end < length;
    const until = isWhole ? end : length;
    const part = Math.min(until - from, this.#line.length - this.#length);
    bytes.copy(this.#line, this.#length, from, from + part);
    this.#length += part;
    if (!isWhole) return length;
    if (this.#length > 0 && this.#line[this.#length - 1] === CR) this.#length -= 1;
    this.#take();
    this.#length = 0;
    return end + 1;
  }

  #take(): void {
    switch (this.#state) {
      case 'status':
        return this.#takeStatus();
      case 'head':
        return this.#length === 0 ? this.#takeHead() : this.#takeHeader();
      case 'chunk-size':
        return this.#takeChunkSize();
      default:
        if (this.#length === 0) this.#state = 'done';
    }
  }

  /** `HTTP/1.1 200 OK` */
  #takeStatus(): void {
    this.status = this.#number(9, 12, 10);
    if (!(this.status >= 100 && this.#is('http/1.', 0))) this.broken = true;
    // HTTP/1.0 closes unless it says otherwise; nobody does any more.
    this.keepAlive = this.#line[7] !== 48;
    this.#state = 'head';
  }

  #takeHeader(): void {
    switch (this.#line.indexOf(COLON)) {
      case 10:
        if (this.#is('connection', 0) && this.#valueHas('close')) this.keepAlive = false;
        break;
      case 11:
        if (this.#is('retry-after', 0)) this.retryAfter = true;
        break;
      case 12:
        if (this.#is('content-type', 0))
          this.isEventStream = this.#is('text/event-stream', this.#valueAt(13));
        break;
      case 14:
        if (this.#is('content-length', 0)) this.#left = this.#number(this.#valueAt(15), this.#length, 10);
        break;
      case 17:
        if (this.#is('transfer-encoding', 0) && this.#valueHas('chunked')) this.#chunked = true;
        break;
      default:
    }
    if (Number.isNaN(this.#left)) this.broken = true;
  }

  #takeHead(): void {
    // An interim response (RFC 9110, section 15.2) precedes the one that was asked for.
    if (this.status < 200) return this.#reset();
    const isEmpty = this.#isHead || this.status === 204 || this.status === 304;
    if (isEmpty || (!this.#chunked && this.#left === 0)) this.#state = 'done';
    else if (this.#chunked) this.#state = 'chunk-size';
    else if (this.#left > 0) this.#state = 'length';
    else {
      this.#state = 'close';
      this.keepAlive = false;
    }
  }

  #takeChunkSize(): void {
    // The end of the chunk before stands on a line of its own.
    if (this.#length === 0 && this.#left === 0) return;
    let end = 0;
    while (end < this.#length && this.#line[end] !== 59 && this.#line[end] !== SPACE) end++;
    this.#left = this.#number(0, end, 16);
    if (Number.isNaN(this.#left)) this.broken = true;
    else this.#state = this.#left === 0 ? 'trailer' : 'chunk';
  }

  /** Of the digits in this part of the line; NaN when there are others. */
  #number(from: number, to: number, base: 10 | 16): number {
    if (from >= to || to > this.#length) return Number.NaN;
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = digitOf(this.#line[at] ?? 0);
      if (digit >= base) return Number.NaN;
      value = value * base + digit;
    }
    return value;
  }

  #valueAt(from: number): number {
    let at = from;
    while (this.#line[at] === SPACE) at++;
    return at;
  }

  #is(word: string, from: number): boolean {
    if (from + word.length > this.#length) return false;
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      const byte = this.#line[from + at] ?? 0;
      if (byte !== code && (byte | SMALL) !== code) return false;
    }
    return true;
  }

  #valueHas(word: string): boolean {
    for (let at = word.length; at <= this.#length - word.length; at++) if (this.#is(word, at)) return true;
    return false;
  }
}

function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | SMALL;
  return letter >= 97 && letter <= 102 ? letter - 87 : 16;
}
