/** Wire types of protobuf (protobuf.dev, "Encoding"). */
const Wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
/** What is kept from one batch to the next. */
const KEPT_BYTES = 256 * 1024;
/** Above this, one call into node is cheaper than a loop here. */
const SHORT_TEXT = 48;

/** Writes protobuf messages straight into one buffer, which is used again for the next. */
export class ProtobufWriter {
  #bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
  #at = 0;

  /** A copy of what was written since the last call. */
  finish(): Uint8Array {
    const written = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at);
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
    this.#at = 0;
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
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  double(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, Wire.fixed64);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
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
    this.#at = this.#bytes.writeUInt32LE(low % 2 ** 32, this.#at);
    this.#at = this.#bytes.writeUInt32LE(Math.floor(high / 0x10000) + Math.floor(low / 2 ** 32), this.#at);
  }

  /** Bytes from their hexadecimal digits. */
  hex(field: number, digits: string): void {
    this.#reserve(16 + digits.length);
    this.#tag(field, Wire.bytes);
    this.#varint(digits.length / 2);
    for (let i = 0; i < digits.length; i += 2)
      this.#bytes[this.#at++] = (nibble(digits.charCodeAt(i)) << 4) | nibble(digits.charCodeAt(i + 1));
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
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  string(field: number, value: string): void {
    const { length } = value;
    this.#reserve(16 + length * 3);
    const before = this.#at;
    this.#tag(field, Wire.bytes);
    if (length <= SHORT_TEXT && this.#ascii(value)) return;
    this.#at = before;
    const start = this.open(field);
    this.#at += this.#bytes.utf8Write(value, this.#at);
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
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + size));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

function varintSize(value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5;
}

/** The value of a lower-case or upper-case hexadecimal digit. */
function nibble(code: number): number {
  return (code & 0xf) + (code > 0x39 ? 9 : 0);
}
