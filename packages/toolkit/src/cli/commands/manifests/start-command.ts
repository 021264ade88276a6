import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { go } from '../../../go-command.ts';
import type { Project } from '../../../project/index.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

/** How a service is started from its source, until it is disposed of. */
export interface StartCommand extends AsyncDisposable {
  readonly command: readonly [string, ...string[]];
}

/**
 * The command that starts a project's service on this machine; a Go program is built first.
 *
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function startCommand({ language, entry, conditions }: Project): Promise<StartCommand> {
  if (language === 'node') {
    const flags = conditions.map((condition) => `--conditions=${condition}`);
    return { command: [process.execPath, ...flags, entry], async [Symbol.asyncDispose]() {} };
  }
  await using made = new AsyncDisposableStack();
  const folder = made.use(temporaryFolder(join(tmpdir(), 'seaworthy-start-')));
  const program = join(folder.path, 'service');
  await go(['build', '-o', program, '.'], entry);
  const kept = made.move();
  return { command: [program], [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
