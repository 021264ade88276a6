import type { Project } from '../../project/index.ts';
import { bundleNode, loaderChunk, programFiles, type Bundle, type Program } from '../bundle/index.ts';
import type { TarEntry } from '../layers/index.ts';
import { assetEntries } from './assets.ts';

/** A service's own code and its packages, bundled, and the files that go beside. */
export interface BundledProgram {
  readonly bundle: Bundle;
  readonly program: Program;
  readonly assets: readonly TarEntry[];
}

/**
 * Bundles a Node service as its package.json says.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING
 */
export async function bundledProgram(project: Project): Promise<BundledProgram> {
  const { root, entry, conditions, packageJson = {} } = project;
  const { external = [], exclude = [], assets = [] } = packageJson.seaworthy?.image ?? {};
  const [bundle, loader] = await Promise.all([
    bundleNode({ root, entry, conditions, external, exclude }),
    loaderChunk(),
  ]);
  return {
    bundle,
    program: programFiles(bundle, loader, packageJson),
    assets: await assetEntries(root, bundle.assets, assets),
  };
}
