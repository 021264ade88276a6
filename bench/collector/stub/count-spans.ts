/** Length-delimited, the wire type of messages (protobuf.dev, "Encoding"). */
const MESSAGE = 2;

/** From the request down to its spans: `resource_spans`, `scope_spans`, `spans` (opentelemetry-proto 1.x). */
const fieldsToSpans = [1, 2, 2] as const;

/** How many spans an `ExportTraceServiceRequest` holds. Lengths alone are read: this runs beside a load. */
export function countSpans(request: Uint8Array): number {
  return count(request, 0, request.length, 0);
}

function count(bytes: Uint8Array, from: number, to: number, depth: number): number {
  let total = 0;
  for (let at = from; at < to;) {
    const [tag, lengthAt] = varint(bytes, at);
    // What these three messages hold is length-delimited throughout.
    if ((tag & 7) !== MESSAGE) throw new Error(`Not an ExportTraceServiceRequest: tag ${tag} at ${at}`);
    const [length, start] = varint(bytes, lengthAt);
    at = start + length;
    if (tag >> 3 !== fieldsToSpans[depth]) continue;
    total += depth === fieldsToSpans.length - 1 ? 1 : count(bytes, start, at, depth + 1);
  }
  return total;
}

/** The value, and the position behind it. */
function varint(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0;
  for (let shift = 1; ; shift *= 0x80) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * shift;
    if (byte < 0x80) return [value, at];
  }
}
