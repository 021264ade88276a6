import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ToolkitError } from '../../errors.ts';
import type { LocalProgram } from '../engines/index.ts';
import type { RehearsalSettings } from '../workload/index.ts';

/**
 * The local programs in the place of images, by the container's name, each built first where it has a `build`.
 *
 * @param folder where a container without a `workingDir` works, absolute
 * @throws ToolkitError SW_BUILD_COMMAND_FAILED
 */
export async function localPrograms(
  { containers = {} }: RehearsalSettings,
  folder: string,
): Promise<ReadonlyMap<string, LocalProgram>> {
  const programs = new Map<string, LocalProgram>();
  for (const [name, { build, env, workingDir = folder, ...image }] of Object.entries(containers)) {
    if (build !== undefined) await run(name, build, workingDir);
    programs.set(name, { ...image, env: { ...path(), ...env }, workingDir });
  }
  return programs;
}

/** Programs are looked up where they are for the user of the command. */
function path(): Record<string, string> {
  const { PATH } = process.env;
  return PATH === undefined ? {} : { PATH };
}

async function run(name: string, build: readonly string[], cwd: string): Promise<void> {
  const [command = '', ...args] = build;
  try {
    await promisify(execFile)(command, args, { cwd });
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { readonly stderr?: string };
    throw new ToolkitError('SW_BUILD_COMMAND_FAILED', {
      what: `${name}: ${build.join(' ')}: ${stderr.trim() || message}`,
      where: cwd,
      cause,
    });
  }
}
