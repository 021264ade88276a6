import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import {
  CONTRACT_FILE,
  parseContractYaml,
  readContract,
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
}

/**
 * Reads the service whose folder `path` is; a file, or a folder of nothing but manifests, is none.
 *
 * @throws ToolkitError what reading a project or its contract throws
 */
export async function readService(path: string, options: ProjectOptions): Promise<Service> {
  if (!existsSync(path) || !statSync(path).isDirectory()) return { project: undefined, contract: undefined };
  const has = (file: string) => existsSync(join(path, file));
  if (has('package.json') || has('go.mod')) {
    const project = await readProject(path, options);
    return { project, contract: await readContract(project) };
  }
  if (!has(CONTRACT_FILE)) return { project: undefined, contract: undefined };
  return { project: undefined, contract: await parseContractYaml(join(path, CONTRACT_FILE)) };
}
