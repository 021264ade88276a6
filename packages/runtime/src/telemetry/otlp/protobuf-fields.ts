/**
 * The last value of each field of a protobuf message: numbers of varints, bytes of what has a length; what has a fixed size is passed over.
 *
 * @throws RangeError where it is cut short, or is none
 */
export function protobufFields(bytes: Uint8Array): Map<number, number | Uint8Array> {
  const result = new Map<number, number | Uint8Array>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('cut short');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    if (at > bytes.length) throw new RangeError('cut short');
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === 0) result.set(Math.floor(tag / 8), varint());
    else if (wire === 1) take(8);
    else if (wire === 2) result.set(Math.floor(tag / 8), take(varint()));
    else if (wire === 5) take(4);
    else throw new RangeError(`wire type ${wire}`);
  }
  return result;
}
