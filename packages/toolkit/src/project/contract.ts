import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { describeProgram, describeService } from './describe.ts';
import { parseContractYaml } from './contract-yaml.ts';
import type { Project } from './project.ts';

/** The file that states the contract of a service that doesn't print its own. */
export const CONTRACT_FILE = 'seaworthy.yaml';

/**
 * The contract of a project: from `seaworthy.yaml` where there is one, else from the service itself where it is built on
 * our runtime; undefined where it is neither.
 *
 * @param runProgram lends the main file of a program that was made of the project already. Default: one is made.
 * @throws ToolkitError SW_CONTRACT_INVALID, SW_PROJECT_FILE, SW_DESCRIBE_FAILED
 */
export async function readContract(
  project: Project,
  runProgram?: <T>(work: (program: string) => Promise<T>) => Promise<T>,
): Promise<ServiceContract | undefined> {
  const file = join(project.root, CONTRACT_FILE);
  if (existsSync(file)) return parseContractYaml(file);
  if (!isOnRuntime(project)) return undefined;
  return runProgram === undefined
    ? describeService(project)
    : runProgram((program) => describeProgram(project, program));
}

/** Whether the program itself can tell its contract. */
export function isOnRuntime({ language, packageJson }: Pick<Project, 'language' | 'packageJson'>): boolean {
  const { dependencies = {}, devDependencies = {} } = packageJson ?? {};
  return language === 'node' && '@seaworthy/runtime' in { ...dependencies, ...devDependencies };
}
