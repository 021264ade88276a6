import type { KubernetesObject } from '../object.ts';

/** An object on its way through a kustomization. */
export interface Item {
  object: KubernetesObject;
  /** Every name that it has had, the first one first: patches and generators may use any of them. */
  readonly names: string[];
  /** Every namespace in which it stood, the first one first, as patches and generators may state it; `default` where it states none. */
  readonly namespaces: string[];
  /** Whether its name gets the hash of its content at the end. */
  hashed: boolean;
}

/** An item for an object that was just read or made. */
export function newItem(object: KubernetesObject, hashed = false): Item {
  const { name, namespace = 'default' } = object.metadata;
  return { object, names: [name], namespaces: [namespace], hashed };
}
