import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGo } from '../../go/build.ts';
import type { ServiceContract } from '@seaworthy/contract';
import { startedFile, type Project } from '../../project/index.ts';
import { temporaryFolder } from '../../file-system/temporary-folder.ts';
import { carriedFiles, placeProgram, type PlacedProgram } from '../bundle/index.ts';
import { warmUp } from '../start-cache/index.ts';
import { bundledProgram } from './bundled-program.ts';
import { packageProgram } from './package-program.ts';

/** A service's program on this machine, until it is disposed of. */
export interface StartableProgram extends PlacedProgram {
  /** What starts it. */
  readonly command: readonly [string, ...string[]];
  /** What it is handed where nothing else is said, as by the CMD of an image. */
  readonly args: readonly string[];
}

/**
 * The program of a project in a folder of this machine: of a Node service as its image holds it, bundled, and with what V8
 * compiled when it was built; of one that a package's program serves, this in the source's folder; of a Go service the same binary.
 *
 * @param contract of a Node service: what `npm start` hands it counts where this command ends with that, too
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_LAYER_PATH, SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function startableProgram(
  project: Project,
  contract?: Pick<ServiceContract, 'command'>,
): Promise<StartableProgram> {
  await using made = new AsyncDisposableStack();
  if (project.language === 'go') {
    const { path: folder } = made.use(temporaryFolder(join(tmpdir(), 'seaworthy-program-')));
    const program = join(folder, 'program');
    await buildGo(project.entry, program);
    return kept(made, folder, [program]);
  }
  const served = packageProgram(project);
  if (served !== undefined)
    return kept(made, project.root, [process.execPath, join(project.root, served.path), ...served.args]);
  const { folder } = made.use(await placeNodeProgram(project));
  return kept(made, folder, [process.execPath, join(folder, 'main.js')], statedArgs(project, contract));
}

/** What `npm start` hands the service, as the Dockerfile of `init` does. The image of `seaworthy image` does not, and a warning tells that. */
function statedArgs(
  { root, entryFrom, packageJson }: Project,
  contract: Pick<ServiceContract, 'command'> | undefined,
): readonly string[] {
  const { from, args = [] } = startedFile(root, packageJson?.scripts) ?? {};
  const areStated = args.every((word, index) => contract?.command.at(index - args.length) === word);
  return from === entryFrom && areStated ? args : [];
}

function kept(
  made: AsyncDisposableStack,
  folder: string,
  command: StartableProgram['command'],
  args: readonly string[] = [],
): StartableProgram {
  const owned = made.move();
  return { folder, command, args, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function placeNodeProgram(project: Project): Promise<PlacedProgram> {
  const { bundle, program, assets, carried } = await bundledProgram(project);
  const beside = [...assets, ...(await carriedFiles(carried))];
  if (bundle.format !== 'script') return placeProgram(program, beside);
  const settings = project.packageJson?.seaworthy?.image?.warmUp ?? {};
  const { caches } = await warmUp(program, { node: process.execPath, settings, beside });
  return placeProgram(program, beside, caches);
}
