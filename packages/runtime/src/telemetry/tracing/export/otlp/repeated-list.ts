import { ProtobufWriter } from '../../../otlp/index.ts';
import type { AttributeList } from '../../span/index.ts';

type WriteList = (writer: ProtobufWriter, list: AttributeList) => void;

/** The attributes of one span as a rule, in bytes. */
const KEPT_BYTES = 4096;

/**
 * The attributes of spans, of which one often has the same as the one before. Their bytes are then copied as a whole: to write
 * them one by one is half of what a span takes to encode. A list that differs costs the look at its first pairs.
 */
export class RepeatedList {
  readonly #write: WriteList;
  readonly #writer = new ProtobufWriter(KEPT_BYTES);
  #last: AttributeList = [];
  /** Of the last list, once it has come twice. */
  #bytes: Uint8Array | undefined = undefined;

  constructor(write: WriteList) {
    this.#write = write;
  }

  /** Writes all pairs of `list`, which nobody changes any more. */
  write(writer: ProtobufWriter, list: AttributeList): void {
    if (!isSame(this.#last, list)) {
      this.#last = list;
      this.#bytes = undefined;
      return this.#write(writer, list);
    }
    this.#bytes ??= this.#encode(list);
    writer.raw(this.#bytes);
  }

  #encode(list: AttributeList): Uint8Array {
    this.#write(this.#writer, list);
    return this.#writer.finish();
  }
}

function isSame(one: AttributeList, other: AttributeList): boolean {
  const { length } = one;
  if (length !== other.length) return false;
  // Values before keys: most lists have the same keys.
  for (let i = 1; i < length; i += 2) if (one[i] !== other[i]) return false;
  for (let i = 0; i < length; i += 2) if (one[i] !== other[i]) return false;
  return true;
}
