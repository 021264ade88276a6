import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { describeService } from './describe.ts';
import { parseContractYaml } from './contract-yaml.ts';
import type { Project } from './project.ts';

/** The file that states the contract of a service that doesn't print its own. */
export const CONTRACT_FILE = 'seaworthy.yaml';

/**
 * The contract of a project: from `seaworthy.yaml` where there is one, else from the service itself where it is built on
 * our runtime; undefined where it is neither.
 *
 * @throws ToolkitError SW_CONTRACT_INVALID, SW_PROJECT_FILE, SW_DESCRIBE_FAILED
 */
export async function readContract(project: Project): Promise<ServiceContract | undefined> {
  const file = join(project.root, CONTRACT_FILE);
  if (existsSync(file)) return parseContractYaml(file);
  return isOnRuntime(project) ? describeService(project) : undefined;
}

function isOnRuntime({ language, packageJson }: Project): boolean {
  const { dependencies = {}, devDependencies = {} } = packageJson ?? {};
  return language === 'node' && '@seaworthy/runtime' in { ...dependencies, ...devDependencies };
}
