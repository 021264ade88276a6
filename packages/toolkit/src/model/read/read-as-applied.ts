import { stat } from 'node:fs/promises';
import { buildByKubectl } from './kubectl.ts';
import { findKustomization } from '../kustomize/index.ts';
import { readManifests, readManifestText, type Manifests } from './read-manifests.ts';

/** How manifests are read as they are applied. */
export interface ReadOptions {
  /** Whether kubectl may fetch what is remote. */
  readonly fetch: boolean;
  /** The versions that objects must fit. Default: all supported. */
  readonly versions?: readonly string[] | undefined;
}

/**
 * Reads manifests as {@link readManifests} does, and lets kubectl, where it is on this machine, have its say on a kustomization:
 * what is not carried out here, such as `replacements`, is as kubectl builds it, where it differs with positions in its output; and
 * what it refuses is a fault, in its own words where none was found here.
 */
export async function readAsApplied(path: string, { fetch, versions }: ReadOptions): Promise<Manifests> {
  const own = await readManifests(path, versions);
  const found = await stat(path).catch(() => undefined);
  const isBuilt = found?.isDirectory() === true && (await findKustomization(path)) !== undefined;
  const isFaulty = own.problems.some(({ kind }) => kind !== 'unsupported');
  if (!isBuilt || (isFaulty && !own.isPartial)) return own;
  if (own.lacksRemote && !fetch) return own;
  const built = await buildByKubectl(path, own.lacksRemote);
  if (built === undefined) return own;
  if ('text' in built)
    return own.isPartial
      ? readManifestText(built.text, `kubectl kustomize ${path}`, versions, own.objects)
      : own;
  // A fault of our own finding has its file and line.
  if (isFaulty) return own;
  return { ...own, problems: [...own.problems, { kind: 'reference', message: built.refusal }] };
}
