/** What a collector said of a request that it answered with 2xx. */
export interface PartialSuccess {
  /** Spans that it refused. */
  readonly rejected: number;
  readonly message: string;
}

const none: PartialSuccess = { rejected: 0, message: '' };

/** Reads an `ExportTraceServiceResponse`. Garbage counts as full success: the status said so. */
export function parsePartialSuccess(body: Uint8Array, contentType: string | undefined): PartialSuccess {
  try {
    return contentType?.includes('json') ? fromJson(body) : fromProtobuf(body);
  } catch {
    return none;
  }
}

function fromJson(body: Uint8Array): PartialSuccess {
  const { partialSuccess } = JSON.parse(Buffer.from(body).toString()) as {
    partialSuccess?: { rejectedSpans?: unknown; errorMessage?: unknown };
  };
  // 64-bit numbers are text in OTLP/JSON.
  const message = partialSuccess?.errorMessage;
  return found(Number(partialSuccess?.rejectedSpans ?? 0), typeof message === 'string' ? message : '');
}

/** `partial_success = 1 { rejected_spans = 1 (int64), error_message = 2 (string) }`. */
function fromProtobuf(body: Uint8Array): PartialSuccess {
  const partial = fields(body).get(1);
  if (!(partial instanceof Uint8Array)) return none;
  const inner = fields(partial);
  const rejected = inner.get(1) ?? 0;
  const message = inner.get(2);
  return found(
    typeof rejected === 'number' ? rejected : 0,
    message instanceof Uint8Array ? Buffer.from(message).toString() : '',
  );
}

function found(rejected: number, message: string): PartialSuccess {
  return { rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0, message };
}

/** The last value of each field of a message. Throws where it is cut short. */
function fields(bytes: Uint8Array): Map<number, number | Uint8Array> {
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
