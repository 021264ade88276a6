import { manifestFiles } from '../../packages/toolkit/src/manifests/index.ts';
import { shop } from '../../services/shop/src/service.ts';

/** Where the shop's manifests stand. */
const folder = 'services/shop/deploy';

/** The generated part of the shop's manifests, by path; its overlays are its own. */
export function shopManifests(): Record<string, () => Promise<string>> {
  const files = manifestFiles({ contract: shop.contract }).filter(({ owner }) => owner === 'generated');
  return Object.fromEntries(files.map(({ path, text }) => [`${folder}/${path}`, async () => text]));
}
