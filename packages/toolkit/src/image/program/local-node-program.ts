import type { Project } from '../../project/index.ts';
import { carriedFiles, placeProgram, type PlacedProgram } from '../bundle/index.ts';
import { warmUp } from '../start-cache/index.ts';
import { bundledProgram } from './bundled-program.ts';

/**
 * The program of a Node service as its image holds it, in a folder of this machine until it is disposed of: bundled, and with
 * what V8 compiled when it was built. It is started by `main.js` in that folder.
 *
 * @param node the Node binary that it will be started with: another one would not take what was compiled
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_LAYER_PATH
 */
export async function placeNodeProgram(project: Project, node: string): Promise<PlacedProgram> {
  const { bundle, program, assets, carried } = await bundledProgram(project);
  const beside = [...assets, ...(await carriedFiles(carried))];
  if (bundle.format !== 'script') return placeProgram(program, beside);
  const settings = project.packageJson?.seaworthy?.image?.warmUp ?? {};
  const { caches } = await warmUp(program, { node, settings, beside });
  return placeProgram(program, beside, caches);
}
