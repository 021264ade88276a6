import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ToolkitError } from '../../errors.ts';
import type { LocalProgram } from '../engines/index.ts';
import type { RehearsalSettings } from '../workload/index.ts';

/** Of what a build that failed wrote, so many of the last lines are told. */
const LAST_LINES = 20;

/**
 * The local programs in the place of images, by the container's name, each built first where it has a `build`.
 *
 * @param folder where a container without a `workingDir` works, absolute
 * @param signal ends a build. Default: nothing does
 * @throws ToolkitError SW_BUILD_COMMAND_FAILED; the signal's reason
 */
export async function localPrograms(
  { containers = {} }: RehearsalSettings,
  folder: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, LocalProgram>> {
  const programs = new Map<string, LocalProgram>();
  for (const [name, { build, env, workingDir = folder, ...image }] of Object.entries(containers)) {
    if (build !== undefined) await run(name, build, workingDir, signal);
    programs.set(name, { ...image, env: { ...path(), ...env }, workingDir });
  }
  return programs;
}

/** Programs are looked up where they are for the user of the command. */
function path(): Record<string, string> {
  const { PATH } = process.env;
  return PATH === undefined ? {} : { PATH };
}

async function run(
  name: string,
  build: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [command = '', ...args] = build;
  try {
    await promisify(execFile)(command, args, { cwd, signal, maxBuffer: Infinity });
  } catch (cause) {
    signal?.throwIfAborted();
    const {
      stderr = '',
      stdout = '',
      message,
    } = cause as Error & Partial<Record<'stderr' | 'stdout', string>>;
    // Compilers tell their errors on either.
    const told = `${stdout.trim()}\n${stderr.trim()}`.trim() || message;
    throw new ToolkitError('SW_BUILD_COMMAND_FAILED', {
      what: `${name}: ${build.join(' ')}: ${told.split('\n').slice(-LAST_LINES).join('\n')}`,
      where: cwd,
      cause,
    });
  }
}
