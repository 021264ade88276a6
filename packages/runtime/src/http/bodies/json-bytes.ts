import { BlockWriter } from './block-writer.ts';

/** How many elements of an array are stringified at a time. */
const BATCH = 100;
/** Texts shorter than this are better sent as they are. */
const SHORT = 16 * 2 ** 10;
/** The later elements of an array may be somewhat larger than the first. */
const HEADROOM = 1.1;
const COMMA = 0x2c;

/**
 * What `JSON.stringify(value)` says, as a text where that is short and else in a block of memory. An array is stringified
 * in batches, so that there is never one large text of it.
 *
 * @returns undefined where the value has no JSON
 */
export function jsonOf(value: unknown): string | BlockWriter | undefined {
  if (Array.isArray(value) && value.length > BATCH && !hasToJson(value)) return jsonOfArray(value);
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || text.length < SHORT ? text : BlockWriter.of(text);
}

function jsonOfArray(array: readonly unknown[]): string | BlockWriter {
  const { length } = array;
  const first = JSON.stringify(part(array, 0, BATCH));
  const expected = (Buffer.byteLength(first) * length) / BATCH;
  if (expected < SHORT) {
    const text = joined(first, JSON.stringify(part(array, BATCH, length)));
    return text.length < SHORT ? text : BlockWriter.of(text);
  }
  const writer = new BlockWriter(Math.ceil(HEADROOM * expected));
  try {
    writer.appendText(first);
    for (let from = BATCH; from < length; from += BATCH) {
      const text = JSON.stringify(part(array, from, Math.min(from + BATCH, length)));
      writer.replaceLast(COMMA);
      writer.appendText(text.slice(1));
    }
  } catch (error) {
    writer.release();
    throw error;
  }
  return writer;
}

/** As a plain array without holes: `slice` would make one of the array's own class. */
function part(array: readonly unknown[], from: number, to: number): unknown[] {
  const elements: unknown[] = [];
  for (let index = from; index < to; index++) elements.push(array[index]);
  return elements;
}

function joined(first: string, second: string): string {
  return `${first.slice(0, -1)},${second.slice(1)}`;
}

function hasToJson(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === 'function';
}
