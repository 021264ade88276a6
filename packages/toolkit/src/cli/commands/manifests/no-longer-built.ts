import { findRoots, readManifests } from '../../../model/index.ts';
import { faultsOf, type Found } from './found.ts';

/**
 * What the kustomizations in a folder name and what is not there, as after a change of the contract for which the base has lost a
 * ConfigMap or its name: overlays are kept as they are, and kubectl would refuse them. Files that kustomize opens only without its
 * restriction are there.
 */
export async function noLongerBuilt(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const root of await findRoots(folder)) {
    const { problems } = await readManifests(root);
    const missing = problems.filter(({ kind }) => kind === 'reference');
    for (const fault of faultsOf(missing)) found.push({ root, ...fault });
  }
  return found;
}
