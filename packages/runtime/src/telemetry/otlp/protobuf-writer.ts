/** Wire types of protobuf (protobuf.dev, "Encoding"). */
const Wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
/** Some 500 spans. */
const KEPT_BYTES = 256 * 1024;
/** Above this, one call into node is cheaper than a loop here. */
const SHORT_TEXT = 48;

/** Writes protobuf messages straight into one buffer, which is used again for the next. */
export class ProtobufWriter {
  readonly #keptBytes: number;
  #bytes: Buffer<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  /** @param keptBytes what is kept from one message to the next. Default 256 KiB */
  constructor(keptBytes = KEPT_BYTES) {
    this.#keptBytes = keptBytes;
    this.#bytes = Buffer.allocUnsafeSlow(keptBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** How many bytes were written since the last {@link ProtobufWriter.finish}. */
  get position(): number {
    return this.#at;
  }

  /** Takes back what was written after `position`, messages that are still open with it. */
  rewind(position: number): void {
    this.#at = position;
  }

  /** A copy of what was written since the last call. */
  finish(): Uint8Array {
    const written = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at);
    this.#at = 0;
    if (this.#bytes.length > this.#keptBytes) this.#allocate(this.#keptBytes);
    return written;
  }

  /** Opens a nested message; hand what it returns to {@link ProtobufWriter.close}. */
  open(field: number): number {
    this.#reserve(16);
    this.#tag(field, Wire.bytes);
    // Room for the length of a short message. A long one is moved when its length is known.
    return ++this.#at;
  }

  close(start: number): void {
    const size = this.#at - start;
    if (size < 0x80) {
      this.#bytes[start - 1] = size;
      return;
    }
    const extra = varintSize(size) - 1;
    this.#reserve(extra);
    this.#bytes.copyWithin(start + extra, start, this.#at);
    this.#at = start - 1;
    this.#varint(size);
    this.#at += size;
  }

  /** A non-negative safe integer, an enum or a boolean. */
  varint(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, Wire.varint);
    this.#varint(value);
  }

  /** A safe integer as `int64`. */
  int64(field: number, value: number): void {
    if (value >= 0) return this.varint(field, value);
    this.#reserve(16);
    this.#tag(field, Wire.varint);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#at++] = Number(rest);
  }

  fixed32(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, Wire.fixed32);
    this.#uint32(value);
  }

  double(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, Wire.fixed64);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** Milliseconds since the epoch as nanoseconds in a `fixed64`, without the cost of a BigInt. */
  unixNano(field: number, ms: number): void {
    this.#reserve(16);
    this.#tag(field, Wire.fixed64);
    const seconds = Math.floor(ms / 1e3);
    const nanos = Math.round((ms - seconds * 1e3) * 1e6);
    // seconds · 10^9 in two parts, each exact in a double: 10^9 = 0x3b9a · 2^16 + 0xca00.
    const high = seconds * 0x3b9a;
    const low = (high % 0x10000) * 0x10000 + seconds * 0xca00 + nanos;
    // The view takes the low 32 bits by itself.
    this.#uint32(low);
    this.#uint32(Math.floor(high / 0x10000) + Math.floor(low / 2 ** 32));
  }

  /** Bytes from their hexadecimal digits. */
  hex(field: number, digits: string): void {
    this.#reserve(16 + digits.length);
    this.#tag(field, Wire.bytes);
    this.#varint(digits.length / 2);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < digits.length; i += 2)
      bytes[at++] = (nibbleAt(digits, i) << 4) | nibbleAt(digits, i + 1);
    this.#at = at;
  }

  bytes(field: number, value: Uint8Array): void {
    this.#reserve(16 + value.length);
    this.#tag(field, Wire.bytes);
    this.#varint(value.length);
    this.raw(value);
  }

  /** Fields that are encoded already. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    const bytes = this.#bytes;
    const { length } = value;
    const at = this.#at;
    if (length > SHORT_TEXT) bytes.set(value, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = value[i] as number;
    this.#at += length;
  }

  string(field: number, value: string): void {
    const { length } = value;
    this.#reserve(16 + length * 3);
    const before = this.#at;
    this.#tag(field, Wire.bytes);
    if (length <= SHORT_TEXT && this.#ascii(value)) return;
    this.#at = before;
    const start = this.open(field);
    this.#at += this.#bytes.write(value, this.#at, 'utf8');
    this.close(start);
  }

  #ascii(value: string): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = value.length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #tag(field: number, wire: number): void {
    this.#varint((field << 3) | wire);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const written = this.#bytes.subarray(0, this.#at);
    this.#allocate(Math.max(this.#bytes.length * 2, this.#at + size));
    this.#bytes.set(written);
  }

  #allocate(size: number): void {
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #uint32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }
}

function varintSize(value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5;
}

/** The values of lower-case and upper-case hexadecimal digits by their character codes: a look-up is a sixth of reckoning. */
const nibbles = new Uint8Array(128);
for (const digit of '0123456789abcdefABCDEF') nibbles[digit.charCodeAt(0)] = Number.parseInt(digit, 16);

function nibbleAt(digits: string, at: number): number {
  return nibbles[digits.charCodeAt(at)] as number;
}
