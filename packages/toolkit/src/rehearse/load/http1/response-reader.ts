const LF = 10;
const CR = 13;
const COLON = 58;
const COMMA = 44;
const SEMICOLON = 59;
const SPACE = 32;
const TAB = 9;
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
  /** The head has said `Connection: close`. */
  #closing = false;
  #chunked = false;
  /** Bytes of the body, or of the chunk, that are still to come; -1: the head told no length. */
  #left = -1;
  /** The head's line so far; longer ones are cut, none that matters is. */
  readonly #line = Buffer.allocUnsafe(256);
  #length = 0;

  /** Begins with the next response. @param isHead to a HEAD request, which has no body whatever its head says */
  begin(isHead: boolean): void {
    this.#isHead = isHead;
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
    this.retryAfter = false;
    this.isEventStream = false;
    this.keepAlive = true;
    this.#closing = false;
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
    // HTTP/1.0 closes unless it says otherwise (RFC 9112, section 9.3).
    this.keepAlive = this.#line[7] !== 48;
    this.#state = 'head';
  }

  #takeHeader(): void {
    switch (this.#line.indexOf(COLON)) {
      case 10:
        if (this.#is('connection', 0)) this.#takeConnection();
        break;
      case 11:
        if (this.#is('retry-after', 0)) this.retryAfter = true;
        break;
      case 12:
        if (this.#is('content-type', 0))
          this.isEventStream = this.#is('text/event-stream', this.#valueAt(13));
        break;
      case 14:
        if (this.#is('content-length', 0)) this.#left = this.#contentLength(15);
        break;
      case 17:
        if (this.#is('transfer-encoding', 0) && this.#lists('chunked', 18)) this.#chunked = true;
        break;
      default:
    }
    if (Number.isNaN(this.#left)) this.broken = true;
  }

  #takeConnection(): void {
    if (this.#lists('close', 11)) this.#closing = true;
    if (this.#closing) this.keepAlive = false;
    else if (this.#lists('keep-alive', 11)) this.keepAlive = true;
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
    this.#left = this.#number(0, this.#trimmed(0, this.#until(SEMICOLON, 0)), 16);
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

  /** A length may stand there several times, as long as it is the same one (RFC 9112, section 6.3); else NaN. */
  #contentLength(from: number): number {
    let stated = this.#left;
    for (let at = from; at <= this.#length;) {
      const end = this.#until(COMMA, at);
      const start = this.#valueAt(at);
      const value = this.#number(start, this.#trimmed(start, end), 10);
      if (stated >= 0 && value !== stated) return Number.NaN;
      stated = value;
      at = end + 1;
    }
    return stated;
  }

  /** Whether the list in this part of the line (RFC 9110, section 5.6.1) has this element. */
  #lists(word: string, from: number): boolean {
    for (let at = from; at < this.#length;) {
      const end = this.#until(COMMA, at);
      const start = this.#valueAt(at);
      if (this.#trimmed(start, end) - start === word.length && this.#is(word, start)) return true;
      at = end + 1;
    }
    return false;
  }

  /** Where this byte is next, or the line ends. */
  #until(byte: number, from: number): number {
    let at = from;
    while (at < this.#length && this.#line[at] !== byte) at++;
    return at;
  }

  /** Behind the white space that may precede a value. */
  #valueAt(from: number): number {
    let at = from;
    while (at < this.#length && this.#isSpace(at)) at++;
    return at;
  }

  /** Before the white space that may follow a value. */
  #trimmed(from: number, to: number): number {
    let end = to;
    while (end > from && this.#isSpace(end - 1)) end--;
    return end;
  }

  #isSpace(at: number): boolean {
    return this.#line[at] === SPACE || this.#line[at] === TAB;
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
}

function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | SMALL;
  return letter >= 97 && letter <= 102 ? letter - 87 : 16;
}
