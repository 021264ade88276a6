/** Records of one segment. */
export const SEGMENT_SIZE = 16_384;

/** Bytes of one record over all columns. */
const RECORD_BYTES = 8 + 3 * 4 + 3 * 2 + 3;

/**
 * Records by columns in memory that two threads share: 29 bytes each, nothing to copy, and no message for each. The
 * widest columns come first, so that each is aligned.
 */
export interface Segment {
  readonly buffer: SharedArrayBuffer;
  readonly dueAt: Float64Array;
  /** Milliseconds after `dueAt`. */
  readonly sentAfter: Float32Array;
  /** Milliseconds after `dueAt`. */
  readonly endedAfter: Float32Array;
  readonly connection: Uint32Array;
  readonly status: Uint16Array;
  /** Index of the action. */
  readonly action: Uint16Array;
  /** One more than the index of the pod; 0 for none. */
  readonly pod: Uint16Array;
  /** One more than the index among `fates` of requests.ts; 0 while the request is under way. Written last, and atomically. */
  readonly fate: Uint8Array;
  /** {@link FRESH} and {@link RETRY_AFTER}. */
  readonly flags: Uint8Array;
  readonly retries: Uint8Array;
}

/** Bits of `flags`. */
export const FRESH = 1;
export const RETRY_AFTER = 2;

/** The columns of a segment; without a buffer those of a new one. */
export function segmentOf(buffer = new SharedArrayBuffer(SEGMENT_SIZE * RECORD_BYTES)): Segment {
  let at = 0;
  const next = (width: number): [SharedArrayBuffer, number, number] => {
    const start = at;
    at += SEGMENT_SIZE * width;
    return [buffer, start, SEGMENT_SIZE];
  };
  return {
    buffer,
    dueAt: new Float64Array(...next(8)),
    sentAfter: new Float32Array(...next(4)),
    endedAfter: new Float32Array(...next(4)),
    connection: new Uint32Array(...next(4)),
    status: new Uint16Array(...next(2)),
    action: new Uint16Array(...next(2)),
    pod: new Uint16Array(...next(2)),
    fate: new Uint8Array(...next(1)),
    flags: new Uint8Array(...next(1)),
    retries: new Uint8Array(...next(1)),
  };
}
