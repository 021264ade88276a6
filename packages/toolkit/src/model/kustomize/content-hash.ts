import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../object.ts';

/** Digits that could form words, or be taken for another, become letters. */
const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/**
 * The suffix that kustomize gives a ConfigMap or Secret: ten letters of the SHA-256 of its content (kustomize
 * api/hasher/hasher.go), so that pods roll exactly when the content changes.
 */
export function contentHash(object: KubernetesObject): string {
  const { kind, data = '', type = '', binaryData, stringData } = object;
  // kustomize means to hash the name too, but reads it as empty; nothing may depend on a name here either.
  const fields = {
    kind,
    name: '',
    data,
    ...(kind === 'Secret' ? { type, stringData } : { binaryData }),
  };
  const digest = createHash('sha256').update(goJson(fields)).digest('hex');
  return digest.slice(0, 10).replaceAll(/[013ae]/g, (digit) => letters[digit] ?? digit);
}

/** JSON as Go's encoding/json writes it: keys in order, and the characters of HTML escaped. */
function goJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  ).replaceAll(/[<>&\u2028\u2029]/g, (it) => `\\u${it.codePointAt(0)?.toString(16).padStart(4, '0')}`);
}
