import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvName } from '@seaworthy/contract';
import { buildGo } from '../../../go-build.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { placeNodeProgram } from '../../../image/index.ts';
import type { Project } from '../../../project/index.ts';
import type { LocalCommand } from '../settings/index.ts';

/**
 * How the service's own program is run on this machine: as `seaworthy image` would build it, since what starts from source
 * starts later and takes more memory than what a pod will run. Its files are there until `made` is disposed of.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function ownProgram(project: Project, made: AsyncDisposableStack): Promise<LocalCommand> {
  if (project.language === 'go') {
    const folder = made.use(temporaryFolder(join(tmpdir(), 'seaworthy-program-')));
    const program = join(folder.path, 'program');
    await buildGo(project.entry, program);
    return { entrypoint: [program], workingDir: project.root };
  }
  const { folder } = made.use(await placeNodeProgram(project, process.execPath));
  return {
    entrypoint: [process.execPath, join(folder, 'main.js')],
    env: { [EnvName.nodeEnv]: 'production' },
    workingDir: folder,
  };
}
