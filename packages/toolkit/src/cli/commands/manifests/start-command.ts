import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { go } from '../../../go-command.ts';
import type { Project } from '../../../project/index.ts';

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
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-start-'));
  const program = join(folder, 'service');
  try {
    await go(['build', '-o', program, '.'], entry);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { command: [program], [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
