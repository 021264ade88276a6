/** A ConfigMap or a Secret as the API holds it. Values are decoded; `binary` holds those that are no UTF-8. */
export interface DataObject {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly binary: Readonly<Record<string, Uint8Array>>;
}

/** The ConfigMaps and Secrets of a rehearsal's namespace, as the API holds them now. */
export class ObjectStore {
  readonly #objects = new Map<string, DataObject>();
  readonly #listeners = new Set<(object: DataObject) => void>();

  constructor(objects: Iterable<DataObject> = []) {
    for (const object of objects) this.#objects.set(keyOf(object.kind, object.name), object);
  }

  get(kind: DataObject['kind'], name: string): DataObject | undefined {
    return this.#objects.get(keyOf(kind, name));
  }

  /** Creates or replaces one, and tells the watchers. */
  put(object: DataObject): void {
    this.#objects.set(keyOf(object.kind, object.name), object);
    for (const listener of this.#listeners) listener(object);
  }

  /** Calls `listener` after each `put` until the returned function is called. */
  watch(listener: (object: DataObject) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
