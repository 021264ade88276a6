import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { describeProgram } from './describe.ts';
import { parseContractYaml } from './contract-yaml.ts';
import type { Project } from './project.ts';

/** The file that states the contract of a service that doesn't print its own. */
export const CONTRACT_FILE = 'seaworthy.yaml';

/** Lends the main file of a program that was made of a project, for as long as `work` takes; undefined: it defines no service. */
export type RunProgram = <T>(work: (program: string) => Promise<T>) => Promise<T | undefined>;

/**
 * The contract of a project: from `seaworthy.yaml` where there is one, else from the program itself where it is built on
 * our runtime; undefined where it is neither. One that merely has the runtime among its packages is not asked: it would start in
 * earnest, whatever its arguments.
 *
 * @throws ToolkitError SW_CONTRACT_INVALID, SW_PROJECT_FILE, SW_DESCRIBE_FAILED, and what `runProgram` throws
 */
export async function contractOf(
  project: Project,
  runProgram: RunProgram,
): Promise<ServiceContract | undefined> {
  const file = join(project.root, CONTRACT_FILE);
  if (existsSync(file)) return parseContractYaml(file);
  if (!isOnRuntime(project)) return undefined;
  return runProgram((program) => describeProgram(project, program));
}

/** Whether the program itself can tell its contract. */
export function isOnRuntime({ language, packageJson }: Pick<Project, 'language' | 'packageJson'>): boolean {
  const { dependencies = {}, devDependencies = {} } = packageJson ?? {};
  return language === 'node' && '@seaworthy/runtime' in { ...dependencies, ...devDependencies };
}
