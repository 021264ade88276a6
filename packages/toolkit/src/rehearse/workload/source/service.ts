import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import { isFolder } from '../../../file-system/is-folder.ts';
import { readContract } from '../../../image/index.ts';
import {
  CONTRACT_FILE,
  holdsProject,
  isOnRuntime,
  parseContractYaml,
  readPackageJson,
  readProject,
  type Project,
  type ProjectOptions,
} from '../../../project/index.ts';

/** A service as its repository has it. */
export interface Service {
  /** Undefined where the folder holds no program that we can start. */
  readonly project: Project | undefined;
  /** Undefined where the program does not say. */
  readonly contract: ServiceContract | undefined;
  /** Its folder holds more than manifests. */
  readonly isRepository: boolean;
}

/** How a service is read. */
export interface ServiceOptions extends ProjectOptions {
  /** Programs are named by other means: a repository whose own program is not found is not refused. Default: false. */
  readonly hasPrograms?: boolean | undefined;
}

/**
 * Reads the service whose folder `path` is; a file, or a folder of nothing but manifests, is none.
 *
 * @throws ToolkitError what reading a project or its contract throws
 */
export async function readService(path: string, options: ServiceOptions): Promise<Service> {
  const none = { project: undefined, contract: undefined };
  if (!isFolder(path)) return { ...none, isRepository: false };
  const file = join(path, CONTRACT_FILE);
  if (holdsProject(path)) {
    const project = await ownProject(path, options);
    if (project !== undefined) return { project, contract: await readContract(project), isRepository: true };
  } else if (!existsSync(file)) return { ...none, isRepository: false };
  const contract = existsSync(file) ? await parseContractYaml(file) : undefined;
  return { project: undefined, contract, isRepository: true };
}

/** Undefined where the folder does not show what its program is, and nobody needs to know. */
async function ownProject(path: string, options: ServiceOptions): Promise<Project | undefined> {
  try {
    return await readProject(path, options);
  } catch (error) {
    const isUnclear =
      error instanceof ToolkitError &&
      (error.code === 'SW_ENTRY_MISSING' || error.code === 'SW_PROJECT_AMBIGUOUS');
    if (!isUnclear || options.hasPrograms !== true || options.entry !== undefined) throw error;
    // Of one on our runtime the program tells the contract.
    if (isOnRuntime({ language: 'node', packageJson: await readPackageJson(path) })) throw error;
    return undefined;
  }
}
