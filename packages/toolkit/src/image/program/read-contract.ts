import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { contractOf, type Project } from '../../project/index.ts';
import { carriedFiles, withPlacedProgram } from '../bundle/index.ts';
import { bundledProgram } from './bundled-program.ts';

/**
 * The contract of a project: what `seaworthy.yaml` states, else what the program tells that its image would hold, so that no
 * command refuses a source that another builds. Undefined where it has none. What it reads is in the source, for a service may be
 * built otherwise, with more; and what only an image needs, such as a front end that is built later, may be missing.
 *
 * @throws ToolkitError SW_CONTRACT_INVALID, SW_PROJECT_FILE, SW_DESCRIBE_FAILED, SW_BUNDLE_FAILED, SW_PACKAGE_MISSING,
 * SW_ASSET_MISSING, SW_LAYER_PATH
 */
export async function readContract(project: Project): Promise<ServiceContract | undefined> {
  return contractOf(project, (work) => lendProgram(project, work));
}

/**
 * Lends the main file of the program that a project's image would hold, for as long as `work` takes; undefined where that
 * defines no service of our runtime.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_LAYER_PATH
 */
export async function lendProgram<T>(
  project: Project,
  work: (program: string) => Promise<T>,
): Promise<T | undefined> {
  const { program, carried, definesService } = await bundledProgram(project, { inSource: true });
  if (!definesService) return undefined;
  return withPlacedProgram(program, await carriedFiles(carried), (folder) => work(join(folder, 'main.js')));
}
