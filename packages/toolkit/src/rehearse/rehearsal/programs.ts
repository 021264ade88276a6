import { spawn, type ChildProcess } from 'node:child_process';
import { addAbortListener, once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ToolkitError } from '../../errors.ts';
import type { LocalProgram } from '../engines/index.ts';
import type { RehearsalSettings } from '../workload/index.ts';
import { groupOf } from './process-group.ts';

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
  signal: AbortSignal = new AbortController().signal,
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

async function run(name: string, build: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const [command = '', ...args] = build;
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  using group = groupOf(child);
  using _onAbort = addAbortListener(signal, () => group.signal('SIGTERM'));
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  let cause: unknown;
  const failure = await ended(child).catch((error: unknown) => ((cause = error), String(error)));
  signal.throwIfAborted();
  if (failure === undefined) return;
  // Compilers tell their errors on either.
  const told =
    (await said)
      .map((each) => each.trim())
      .join('\n')
      .trim() || failure;
  throw new ToolkitError('SW_BUILD_COMMAND_FAILED', {
    what: `${name}: ${build.join(' ')}: ${told.split('\n').slice(-LAST_LINES).join('\n')}`,
    where: cwd,
    cause,
  });
}

/** Once nobody holds its output any more. @returns undefined where it exited with 0, else what it did */
async function ended(child: ChildProcess): Promise<string | undefined> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code === 0 ? undefined : `it ended with ${String(code ?? signal)}`;
}
