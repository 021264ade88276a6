import { protobufFields } from './protobuf-fields.ts';

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
  const partial = protobufFields(body).get(1);
  if (!(partial instanceof Uint8Array)) return none;
  const inner = protobufFields(partial);
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
