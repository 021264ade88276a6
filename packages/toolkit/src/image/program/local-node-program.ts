import type { Project } from '../../project/index.ts';
import { placeProgram, type PlacedProgram } from '../bundle/index.ts';
import { warmUp } from '../start-cache/index.ts';
import { besideProgram, bundledProgram } from './bundled-program.ts';

/**
 * The program of a Node service as its image holds it, in a folder of this machine until it is disposed of: bundled, and with
 * what V8 compiled when it was built. It is started by `main.js` in that folder.
 *
 * @param node the Node binary that it will be started with: another one would not take what was compiled
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_LAYER_PATH
 */
export async function placeNodeProgram(project: Project, node: string): Promise<PlacedProgram> {
  const { root, packageJson } = project;
  const { bundle, program, assets } = await bundledProgram(project);
  const beside = besideProgram(assets);
  if (bundle.format !== 'script') return placeProgram(root, program, beside);
  const settings = packageJson?.seaworthy?.image?.warmUp ?? {};
  const { caches } = await warmUp(program, { node, root, settings, beside });
  return placeProgram(root, program, new Map([...beside, ...caches]));
}
