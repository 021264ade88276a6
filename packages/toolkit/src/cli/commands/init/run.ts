import { existsSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError, type ErrorCode } from '../../../errors.ts';
import { applyChanges, formatChange, planChanges, type Change } from '../../../files/index.ts';
import { readContract } from '../../../image/index.ts';
import { initFiles } from '../../../init/index.ts';
import {
  CONTRACT_FILE,
  goVersion,
  readPackageJson,
  readProject,
  type PackageJson,
  type Project,
  type ProjectOptions,
} from '../../../project/index.ts';
import { errorText } from '../../error-text.ts';
import { askToOverwrite } from './ask.ts';

/** The options of `seaworthy init`, as commander gives them. */
export interface InitFlags extends ProjectOptions {
  readonly manifests?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * Writes what is missing. A file that differs is shown and only overwritten when that is said, by `--force` or in answer
 * to a question in a terminal.
 *
 * @throws ToolkitError
 */
export async function runInit(folder: string, flags: InitFlags): Promise<void> {
  const project = await readProject(folder, flags);
  const manifests = flags.manifests && posix.join(flags.manifests, '.');
  if (manifests !== undefined && !existsSync(join(project.root, manifests))) throw missing(manifests);
  const { contract, refusal } = await statedContract(project);
  const files = await initFiles({
    project,
    contract,
    manifests,
    goVersion: await goVersion(project.root),
  });
  const drafted = files.some(({ path }) => path === CONTRACT_FILE);
  const hindrance = refusal ?? (contract === undefined && !drafted ? notLoaded(project) : undefined);
  if (hindrance !== undefined && !flags.json) {
    console.error(errorText(hindrance));
    if (drafted) console.error(draftedContract);
    else if (manifests === undefined) console.error(draftedManifests);
  }
  const changes = await planChanges(project.root, files);
  const decided: [Change, string][] = [];
  for (const change of changes) decided.push([change, await decide(change, flags)]);
  const written = decided.filter(([, outcome]) => outcome === 'written').map(([change]) => change);
  if (!flags.dryRun) await applyChanges(project.root, written);
  report(decided, flags);
  if (!flags.json && !files.some(({ path }) => path === 'Dockerfile')) console.error(withoutDockerfile);
  if (!flags.json && !(await isInstalledWith(project)))
    console.error(
      `The workflow runs the \`seaworthy\` that is installed: ${howToInstall[project.language]}.`,
    );
}

function missing(manifests: string): ToolkitError {
  return new ToolkitError('SW_COMMAND_USAGE', {
    what: `There is no ${manifests}`,
    fix: 'Name a file or folder of manifests, or a Helm chart, relative to the folder of the service.',
  });
}

/** Said where a file of the source defines a service of our runtime, and the program that was to be asked is without it. */
function notLoaded({ root, entry }: Project): string {
  return `No contract: the source defines a service that ${relative(root, entry)} does not load. Name the file that runs it by \`--entry\`, or in \`npm start\`.`;
}

const withoutDockerfile =
  'No Dockerfile: a build sees its own folder alone, and the lock file and other packages of the workspace are above it. `seaworthy image` makes the image.';

/** How the command comes to where a workflow runs. */
const howToInstall: Readonly<Record<Project['language'], string>> = {
  node: 'add it to devDependencies',
  go: 'add a step that installs it',
};

/** Whether the project declares the command, or a folder above it, where a workspace does for all its members. */
async function isInstalledWith({ root, language, packageJson }: Project): Promise<boolean> {
  if (declaresCommand(packageJson)) return true;
  if (language !== 'node') return false;
  for (let folder = dirname(root); folder !== dirname(folder); folder = dirname(folder))
    // One that can't be read is no matter of this project.
    if (declaresCommand(await readPackageJson(folder).catch(() => undefined))) return true;
  return false;
}

function declaresCommand({ dependencies, devDependencies }: PackageJson = {}): boolean {
  return 'seaworthy' in { ...dependencies, ...devDependencies };
}

async function decide(change: Change, { force, dryRun, json }: InitFlags): Promise<string> {
  if (change.kind === 'same') return 'unchanged';
  if (change.kind !== 'differs' || force) return 'written';
  if (!json && !dryRun) console.log(formatChange(change));
  return !json && !dryRun && (await askToOverwrite(change.path)) ? 'written' : 'kept';
}

/** What hinders a service from telling its contract, and not this command from drafting one. */
const unasked = new Set<ErrorCode>([
  'SW_DESCRIBE_FAILED',
  'SW_BUNDLE_FAILED',
  'SW_PACKAGE_MISSING',
  'SW_ASSET_MISSING',
]);

const draftedContract = 'The contract is drafted from the source instead.';
const draftedManifests =
  'The manifests are drafted from the source instead; once the service tells its contract, `seaworthy manifests` writes them anew.';

interface StatedContract {
  readonly contract?: ServiceContract | undefined;
  /** Why a service on our runtime did not tell it. */
  readonly refusal?: string;
}

/** A service that cannot be asked yet, because its packages are not installed, has a draft made of what it would tell. */
async function statedContract(project: Project): Promise<StatedContract> {
  try {
    return { contract: await readContract(project) };
  } catch (error) {
    if (!(error instanceof ToolkitError) || !unasked.has(error.code)) throw error;
    return { refusal: error.message };
  }
}

function report(decided: readonly [Change, string][], { json, dryRun }: InitFlags): void {
  if (json) console.log(JSON.stringify({ files: decided.map(([{ path }, change]) => ({ path, change })) }));
  else if (dryRun)
    for (const [change] of decided.filter(([{ kind }]) => kind !== 'same')) console.log(formatChange(change));
  else for (const [{ path }, outcome] of decided) console.log(`${outcome.padEnd(10)} ${path}`);
}
