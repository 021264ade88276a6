import { ProtobufWriter } from '../../../otlp/index.ts';

type Scalar = string | number | boolean;
type WritePair = (writer: ProtobufWriter, key: string, value: Scalar) => void;

/** Keys, and values of each, that are kept: enough for all that is low in cardinality, and bounded for what is not. */
const MAX_KEYS = 200;
const MAX_VALUES = 100;
const MAX_LENGTH = 100;

/**
 * The encoded form of attributes that come again and again (`http.request.method: GET`). Copying some bytes costs a
 * third of writing them anew, and attributes are most of a span.
 */
export class PairCache {
  readonly #byKey = new Map<string, Map<Scalar, Uint8Array>>();
  readonly #write: WritePair;
  readonly #writer = new ProtobufWriter(1024);

  constructor(write: WritePair) {
    this.#write = write;
  }

  /** The body of a `KeyValue`; undefined when it is not kept. */
  encoded(key: string, value: Scalar): Uint8Array | undefined {
    const values = this.#byKey.get(key) ?? this.#addKey(key);
    return values?.get(value) ?? this.#add(values, key, value);
  }

  #addKey(key: string): Map<Scalar, Uint8Array> | undefined {
    if (this.#byKey.size >= MAX_KEYS) return undefined;
    const values = new Map<Scalar, Uint8Array>();
    this.#byKey.set(key, values);
    return values;
  }

  #add(values: Map<Scalar, Uint8Array> | undefined, key: string, value: Scalar): Uint8Array | undefined {
    if (values === undefined || values.size >= MAX_VALUES) return undefined;
    if (key.length > MAX_LENGTH || (typeof value === 'string' && value.length > MAX_LENGTH)) return undefined;
    this.#write(this.#writer, key, value);
    const bytes = this.#writer.finish();
    values.set(value, bytes);
    return bytes;
  }
}
