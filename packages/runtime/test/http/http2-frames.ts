/** Types of frames (RFC 9113 §6). */
export const DATA = 0x0;
export const HEADERS = 0x1;
export const RST_STREAM = 0x3;
export const SETTINGS = 0x4;
export const WINDOW_UPDATE = 0x8;
/** Flags of frames. */
export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;

/** How a client begins: the preface, and its settings (RFC 9113 §3.4). */
export const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(SETTINGS, 0, 0),
]);

/** A frame (RFC 9113 §4.1). */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Header fields, none of them indexed (RFC 7541 §6.2.2); each shorter than 127 bytes. */
export function fieldBlock(fields: Readonly<Record<string, string>>): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'latin1')]);
  const field = ([name, value]: [string, string]) =>
    Buffer.concat([Buffer.from([0]), text(name), text(value)]);
  return Buffer.concat(Object.entries(fields).map(field));
}

/** A payload of one number, such as RST_STREAM's error code. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
