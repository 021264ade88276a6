import type { KubernetesObject } from '../object.ts';
import { problemAt, type Problem } from '../problem.ts';

/**
 * Whether SOPS encrypted the object: it is as it must be in git, and another one after Flux or a plugin has decrypted it in the
 * cluster (https://github.com/getsops/sops, its metadata stand under `sops`).
 */
export function isEncrypted({ sops }: KubernetesObject): boolean {
  return typeof sops === 'object' && sops !== null && 'mac' in sops;
}

/** That an object is passed over: it is there in the cluster alone. */
export function encryptedNote(object: KubernetesObject): Problem {
  const { kind, metadata } = object;
  const message = `${kind} ${metadata.name} is encrypted by SOPS, and taken for one that the cluster holds`;
  return problemAt('unsupported', object, ['sops'], message);
}
