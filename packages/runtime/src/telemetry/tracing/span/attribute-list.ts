import type { Attributes } from '@opentelemetry/api';

/** What OTLP can carry. Numbers are integers when they are safe integers, else doubles. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | AttributeMap;
/** A nested map; a Map, so that it cannot be taken for anything else. */
export type AttributeMap = ReadonlyMap<string, AttributeValue>;

/** Keys and values in turn, each key once: cheaper to fill and to write than a map. An undefined value is none. */
export type AttributeList = (string | AttributeValue | undefined)[];

/**
 * Sets `key` in `list`, replacing an earlier value.
 *
 * @returns how many attributes were dropped by the limit: 0 or 1
 */
export function setAttribute(
  list: AttributeList,
  key: string,
  value: unknown,
  limit: number,
  valueLength: number,
): 0 | 1 {
  const kept = toAttributeValue(value, valueLength);
  if (kept === undefined || key === '' || typeof key !== 'string') return 0;
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] === key) {
      list[i + 1] = kept;
      return 0;
    }
  }
  if (list.length >= limit * 2) return 1;
  list.push(key, kept);
  return 0;
}

/** A new list of `attributes`, and how many were dropped. */
export function attributeList(
  attributes: Attributes | undefined,
  limit: number,
  valueLength: number,
): { readonly list: AttributeList; readonly dropped: number } {
  const list: AttributeList = [];
  let dropped = 0;
  for (const key in attributes) dropped += setAttribute(list, key, attributes[key], limit, valueLength);
  return { list, dropped };
}

/** Deeper values are cut off: a cycle would never end, and no backend shows them. */
const MAX_DEPTH = 8;

/** A copy that later changes of the user's value don't reach; undefined for what OTLP cannot carry. */
function toAttributeValue(value: unknown, valueLength: number, depth = 0): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > valueLength ? value.slice(0, valueLength) : value;
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'object':
      return depth < MAX_DEPTH ? readObject(value, valueLength, depth + 1) : undefined;
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
  }
}

/** To set an attribute must not throw: an object that cannot be read, by a getter or a proxy, is none. */
function readObject(value: object | null, valueLength: number, depth: number): AttributeValue | undefined {
  try {
    return copyObject(value, valueLength, depth);
  } catch {
    return undefined;
  }
}

function copyObject(value: object | null, valueLength: number, depth: number): AttributeValue | undefined {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => toAttributeValue(item, valueLength, depth) ?? null);
  if (value instanceof Uint8Array) return value.slice(0, valueLength);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const map = new Map<string, AttributeValue>();
  for (const [key, item] of Object.entries(value)) {
    const kept = toAttributeValue(item, valueLength, depth);
    if (kept !== undefined) map.set(key, kept);
  }
  return map;
}
