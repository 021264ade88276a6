import type { Project } from '../../project/index.ts';
import { placeProgram, type PlacedProgram } from '../bundle/index.ts';
import { warmUp } from '../start-cache/index.ts';
import { bundledProgram } from './bundled-program.ts';

/**
 * The program of a Node service as its image holds it, in a folder of this machine until it is disposed of: bundled, and with
 * what V8 compiled when it was built. It is started by `main.js` in that folder.
 *
 * @param node the Node binary that it will be started with: another one would not take what was compiled
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING
 */
export async function placeNodeProgram(project: Project, node: string): Promise<PlacedProgram> {
  const { root, packageJson } = project;
  const { bundle, program, assets } = await bundledProgram(project);
  const beside = new Map<string, Uint8Array>();
  for (const asset of assets)
    if (asset.type === 'file') beside.set(asset.path.replace(/^app\//, ''), asset.content);
  if (bundle.format === 'script') {
    const settings = packageJson?.seaworthy?.image?.warmUp ?? {};
    const { caches } = await warmUp(program, { node, root, settings });
    for (const [path, cache] of caches) beside.set(path, cache);
  }
  return placeProgram(root, program, beside);
}
