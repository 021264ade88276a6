import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGo } from '../../../go-build.ts';
import { placeNodeProgram } from '../../../image/index.ts';
import type { Project } from '../../../project/index.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

/** How a service is started on this machine, until it is disposed of. */
export interface StartCommand extends AsyncDisposable {
  readonly command: readonly [string, ...string[]];
}

/**
 * The command that starts a project's service on this machine: the program that its image would hold.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function startCommand(project: Project): Promise<StartCommand> {
  const { language, entry } = project;
  if (language === 'node') {
    const placed = await placeNodeProgram(project, process.execPath);
    return {
      command: [process.execPath, join(placed.folder, 'main.js')],
      [Symbol.asyncDispose]: () => placed[Symbol.asyncDispose](),
    };
  }
  await using made = new AsyncDisposableStack();
  const folder = made.use(temporaryFolder(join(tmpdir(), 'seaworthy-start-')));
  const program = join(folder.path, 'service');
  await buildGo(entry, program);
  const kept = made.move();
  return { command: [program], [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
