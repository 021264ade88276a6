import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { CommandExitCode, type ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import { checkManifests, serviceMark } from '../../../manifests/index.ts';
import {
  findRoots,
  foldProblems,
  formatProblem,
  readAsApplied,
  readManifestText,
  type Manifests,
  type Problem,
} from '../../../model/index.ts';
import { visible } from '../../../visible.ts';
import { faultsOf, formatFound, type Found } from './found.ts';

/** What the check takes of the command's options. */
interface CheckFlags {
  readonly kubernetes?: readonly string[];
  readonly json?: boolean;
}

/** Stands for standard input in the place of a path, as `helm template … |` fills it. */
export const STANDARD_INPUT = '-';

/** A file or folder that is applied, and what it holds. */
interface ManifestSet {
  readonly root: string;
  readonly manifests: Manifests;
}

/**
 * Checks every set of manifests under `path`, or the one on {@link STANDARD_INPUT}, and sets the exit status where something is found.
 *
 * @throws ToolkitError SW_COMMAND_USAGE where nothing is there, or nothing is applied on its own
 */
export async function runCheck(contract: ServiceContract, path: string, flags: CheckFlags): Promise<void> {
  const read = path === STANDARD_INPUT ? await readInput(flags) : await readSets(path, flags);
  const roots = read.map(({ root }) => root);
  const sets = read.map(({ manifests }) => manifests);
  const marks = sets.map(({ objects }) => serviceMark(contract, objects));
  // Where one set is of the service by its name, the others are of something else; a label is often that of all of an application.
  const mark = (['name', 'label'] as const).find((it) => marks.includes(it));
  const found: Found[] = [];
  const notes: Problem[] = [];
  for (const [index, { root, manifests }] of read.entries()) {
    const { objects, problems } = manifests;
    const isRead = objects.length > 0 || problems.every(({ kind }) => kind === 'unsupported');
    const isOurs = mark === undefined ? isRead : marks[index] === mark;
    const contradictions = isOurs ? checkManifests(contract, objects) : [];
    for (const finding of [...faultsOf(problems), ...contradictions]) found.push({ root, ...finding });
    notes.push(...problems.filter(({ kind }) => kind === 'unsupported'));
  }
  const findings = withoutOthers(found, sets);
  if (findings.length > 0) process.exitCode = CommandExitCode.findings;
  if (flags.json)
    console.log(JSON.stringify({ roots, findings, notes: [...new Set(notes.map(formatProblem))] }));
  else print(roots, findings, foldProblems(notes));
}

async function readInput({ kubernetes }: CheckFlags): Promise<ManifestSet[]> {
  const root = 'standard input';
  return [{ root, manifests: readManifestText(await text(process.stdin), root, kubernetes) }];
}

async function readSets(path: string, { kubernetes }: CheckFlags): Promise<ManifestSet[]> {
  if (!existsSync(path))
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `There is no ${path} to check`,
      fix: 'Name a file or folder of manifests, relative to the folder of the service, or - for standard input.',
    });
  const roots = await findRoots(path);
  if (roots.length === 0)
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `Nothing in ${path} is applied on its own: there are only components, or kustomizations that include each other`,
      fix: 'Name the overlays that include them.',
    });
  return Promise.all(
    roots.map(async (root) => ({
      root,
      manifests: await readAsApplied(root, { fetch: false, versions: kubernetes }),
    })),
  );
}

/** The workload is missing where every set lacks it, and none has parts that may hold it: remote ones, or such as are no YAML. */
function withoutOthers(found: readonly Found[], sets: readonly Manifests[]): readonly Found[] {
  const isMissing = ({ rule }: Found) => rule === 'workload/missing';
  const isLacked = found.filter(isMissing).length === sets.length;
  const mayHold = ({ lacksRemote, problems }: Manifests) =>
    lacksRemote || problems.some(({ kind }) => kind === 'syntax');
  return isLacked && !sets.some(mayHold) ? found : found.filter((it) => !isMissing(it));
}

function print(roots: readonly string[], found: readonly Found[], notes: readonly string[]): void {
  const lines = formatFound(found);
  for (const line of lines) console.log(line);
  for (const note of notes) console.log(visible(`note: ${note}`));
  const where = roots.join(', ');
  console.log(lines.length === 0 ? `No contradiction in ${where}.` : `${lines.length} found in ${where}.`);
}
