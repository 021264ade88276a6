import { EnvName, type ServiceContract } from '@seaworthy/contract';
import { startableProgram } from '../../../image/index.ts';
import type { Project } from '../../../project/index.ts';
import type { LocalCommand } from '../settings/index.ts';

/**
 * How the service's own program is run on this machine: as `seaworthy image` would build it, since what starts from source
 * starts later and takes more memory than what a pod will run. Its files are there until `made` is disposed of.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function ownProgram(
  project: Project,
  made: AsyncDisposableStack,
  contract?: ServiceContract,
): Promise<LocalCommand> {
  const { command, args, folder } = made.use(await startableProgram(project, contract));
  if (project.language === 'go') return { entrypoint: command, workingDir: project.root };
  return {
    entrypoint: command,
    ...(args.length > 0 && { cmd: args }),
    env: { [EnvName.nodeEnv]: 'production' },
    workingDir: folder,
  };
}
