import type { Attributes } from '@opentelemetry/api';
import type { IAttributesProcessor } from '@opentelemetry/sdk-metrics';

/**
 * Numbers in the place of attributes, the same ones in each collection. The SDK remembers for good whatever attributes a callback has
 * told: a gauge of partitions or pods that come and go would take memory without end, or end in its overflow series. Of numbers there are no
 * more than the most that were told at once.
 */
export class LabelSlots implements IAttributesProcessor {
  readonly #slots = new Map<string, number>();
  #attributes: Attributes[] = [];

  /** A collection begins: what the numbers stood for in the one before is forgotten. */
  clear(): void {
    this.#slots.clear();
    this.#attributes = [];
  }

  process(attributes: Attributes): Attributes {
    const key = JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = this.#attributes.push(attributes) - 1;
      this.#slots.set(key, slot);
    }
    return { slot };
  }

  /** What {@link process} has put a number in the place of. */
  attributesOf({ slot }: Attributes): Attributes {
    return this.#attributes[Number(slot)] ?? {};
  }
}
