import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import { measureStart, type ManifestOptions } from '../../../manifests/index.ts';
import {
  CONTRACT_FILE,
  contractOf,
  goVersion,
  holdsProject,
  parseContractYaml,
  readProject,
  type Project,
  type ProjectOptions,
} from '../../../project/index.ts';

/** Where the contract comes from. */
export interface SourceFlags extends ProjectOptions {
  readonly measureStart?: boolean;
}

/**
 * The contract, and what else is known of the service.
 *
 * @throws ToolkitError SW_CONTRACT_MISSING, SW_START_NOT_MEASURED, SW_GO_MISSING, SW_GO_BUILD_FAILED, and what reading a project throws
 */
export async function readSource(folder: string, flags: SourceFlags): Promise<ManifestOptions> {
  const file = flags.contract ?? loneContract(folder);
  if (file !== undefined && !flags.measureStart)
    return { contract: await parseContractYaml(resolve(file)), goVersion: await goVersion(folder) };
  const project = await readProject(folder, flags);
  const contract =
    flags.contract === undefined
      ? await askContract(project)
      : await parseContractYaml(resolve(flags.contract));
  if (contract === undefined)
    throw new ToolkitError('SW_CONTRACT_MISSING', {
      what: 'There is no seaworthy.yaml',
      where: project.root,
    });
  const startMs = flags.measureStart ? await measure(project, contract) : undefined;
  return { contract, startMs, goVersion: await goVersion(project.root) };
}

/** What makes a program to be asked is loaded for that alone: it takes longer than most checks. */
function askContract(project: Project): Promise<ServiceContract | undefined> {
  return contractOf(project, async (work) => {
    const { lendProgram } = await import('../../../image/index.ts');
    return lendProgram(project, work);
  });
}

/** The contract of a program in another language than those that we start; undefined where the folder holds such a project. */
function loneContract(folder: string): string | undefined {
  const file = join(folder, CONTRACT_FILE);
  return !holdsProject(folder) && existsSync(file) ? file : undefined;
}

async function measure(project: Project, contract: ServiceContract): Promise<number> {
  const { startableProgram } = await import('../../../image/index.ts');
  await using start = await startableProgram(project, contract);
  const entry = relative('.', project.entry) || '.';
  const command = [...start.command, ...start.args] as const;
  return await measureStart({ contract, command, cwd: project.root, entry });
}
