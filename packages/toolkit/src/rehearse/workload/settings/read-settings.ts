import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { isFolder } from '../../../file-system/is-folder.ts';
import { formatProblem, parseYaml } from '../../../model/index.ts';
import { withHeaderVariables } from './header-variables.ts';
import { settingsProblems } from './settings-problems.ts';
import type { DependencySettings, LocalCommand, RehearsalSettings } from './settings.generated.ts';

/** The file that says how a service is rehearsed. */
export const SETTINGS_FILE = 'rehearse.yaml';

/**
 * Reads `rehearse.yaml`, its paths made independent of it and `node` the Node that runs this; an empty object where there is none.
 *
 * @param path the service's folder, or a file of manifests, beside which it is looked for
 * @param file another file, which must exist. Default: `rehearse.yaml`
 * Headers have the values of the variables that they refer to.
 *
 * @throws ToolkitError SW_REHEARSAL_SETTINGS with the line of each fault, such as a variable that is not set
 */
export async function readSettings(path: string, file?: string): Promise<RehearsalSettings> {
  const folder = isFolder(path) ? path : dirname(path);
  const found = file ?? join(folder, SETTINGS_FILE);
  if (!existsSync(found)) {
    if (file === undefined) return {};
    throw new ToolkitError('SW_REHEARSAL_SETTINGS', { what: 'There is no such file', where: file });
  }
  return withAbsolutePaths(await readValid(found), resolve(dirname(found)));
}

/**
 * The settings with programs named beside them, which win: command lines by the container's name, run in the current folder.
 */
export function withPrograms(
  settings: RehearsalSettings,
  programs: Readonly<Record<string, readonly string[]>>,
): RehearsalSettings {
  const named = mapValues(programs, (entrypoint) => localCommand({ entrypoint }, resolve('.')));
  return { ...settings, containers: { ...settings.containers, ...named } };
}

async function readValid(file: string): Promise<RehearsalSettings> {
  const { documents, problems } = parseYaml(await readFile(file, 'utf8'), file, '1.2');
  const [settings = {}, ...others] = documents;
  const faults = problems.length > 0 ? problems : settingsProblems(settings, process.env);
  const lines = faults.map(formatProblem);
  if (others.length > 0) lines.push('there is more than one document');
  const [first, ...more] = lines;
  if (first === undefined) return withHeaderVariables(settings as RehearsalSettings, process.env);
  const what = more.length === 0 ? first : [`${lines.length} faults:`, ...lines].join('\n  ');
  throw new ToolkitError('SW_REHEARSAL_SETTINGS', { what, where: file });
}

function withAbsolutePaths(settings: RehearsalSettings, folder: string): RehearsalSettings {
  const { manifests, containers, dependencies, load } = settings;
  return {
    ...settings,
    ...(manifests !== undefined && { manifests: fromHere(resolve(folder, manifests)) }),
    ...(containers && { containers: mapValues(containers, (it) => localCommand(it, folder)) }),
    ...(dependencies && { dependencies: mapValues(dependencies, (it) => dependency(it, folder)) }),
    ...(load?.openapi !== undefined && {
      load: { ...load, openapi: fromHere(resolve(folder, load.openapi)) },
    }),
  };
}

/** Messages name files as people would. */
function fromHere(path: string): string {
  return relative('.', path) || '.';
}

function localCommand(command: LocalCommand, folder: string): LocalCommand {
  const { entrypoint, build, workingDir = '.' } = command;
  return {
    ...command,
    entrypoint: withOwnNode(entrypoint),
    ...(build && { build: withOwnNode(build) }),
    workingDir: resolve(folder, workingDir),
  };
}

function dependency(settings: DependencySettings, folder: string): DependencySettings {
  const { run, workingDir = '.' } = settings;
  if (run === undefined) return settings;
  return { ...settings, run: withOwnNode(run), workingDir: resolve(folder, workingDir) };
}

/** The Node on the PATH may be too old for us, and so for a service that uses the same one. */
function withOwnNode([command = '', ...args]: readonly string[]): string[] {
  return [command === 'node' ? process.execPath : command, ...args];
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
