import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ToolkitError } from '../../../errors.ts';
import type { Project } from '../../../project/index.ts';

/** How a service is started from its source, until it is disposed of. */
export interface StartCommand extends AsyncDisposable {
  readonly command: readonly [string, ...string[]];
}

/** The command that starts a project's service on this machine; a Go program is built first. */
export async function startCommand({ language, entry, root, conditions }: Project): Promise<StartCommand> {
  if (language === 'node') {
    const flags = conditions.map((condition) => `--conditions=${condition}`);
    return { command: [process.execPath, ...flags, entry], async [Symbol.asyncDispose]() {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-start-'));
  const program = join(folder, 'service');
  try {
    await promisify(execFile)('go', ['build', '-o', program, entry], { cwd: root });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new ToolkitError('SW_START_NOT_MEASURED', { what: (cause as Error).message, where: entry, cause });
  }
  return { command: [program], [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
