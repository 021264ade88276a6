import { CommandExitCode, type ServiceContract } from '@seaworthy/contract';
import { checkManifests, type Finding } from '../../../manifests/index.ts';
import {
  findRoots,
  formatPosition,
  readManifests,
  type Manifests,
  type Problem,
} from '../../../model/index.ts';

/** What the check takes of the command's options. */
interface CheckFlags {
  readonly kubernetes?: readonly string[];
  readonly json?: boolean;
}

/** A finding, and the manifests that it was found in. */
interface Found extends Finding {
  /** The file or folder that is applied. */
  readonly root: string;
}

/** Checks every set of manifests under `path`, and sets the exit status where something is found. */
export async function runCheck(contract: ServiceContract, path: string, flags: CheckFlags): Promise<void> {
  const roots = await findRoots(path);
  const found: Found[] = [];
  const notes = new Set<string>();
  for (const root of roots) {
    const manifests = await readManifests(root, flags.kubernetes);
    for (const finding of findingsIn(contract, manifests)) found.push({ root, ...finding });
    for (const { kind, message, path: field, position } of manifests.problems)
      if (kind === 'unsupported')
        notes.add([formatPosition(position), field, message].filter(Boolean).join(': '));
  }
  if (found.length > 0) process.exitCode = CommandExitCode.findings;
  if (flags.json) console.log(JSON.stringify({ roots, findings: found, notes: [...notes] }));
  else print(roots, found, [...notes]);
}

function findingsIn(contract: ServiceContract, { objects, problems }: Manifests): Finding[] {
  return [
    ...problems.filter(({ kind }) => kind !== 'unsupported').map(asFinding),
    ...(objects.length === 0 && problems.length > 0 ? [] : checkManifests(contract, objects)),
  ];
}

function asFinding({ kind, message, path, position }: Problem): Finding {
  const fix = 'Correct it: Kubernetes would refuse or ignore it.';
  return {
    rule: `manifest/${kind}`,
    message,
    fix,
    object: '',
    path: path ?? '',
    ...(position && { position }),
  };
}

/** The same contradiction is told once, though several overlays share the base that has it. */
function print(roots: readonly string[], found: readonly Found[], notes: readonly string[]): void {
  const lines = new Set(
    found.map(({ rule, message, fix, object, path, position, root }) => {
      const place = formatPosition(position) ?? root;
      const field = [object, path].filter(Boolean).join(' ');
      return `${place}  ${rule}\n  ${field === '' ? '' : `${field}: `}${message}.\n  ${fix}\n`;
    }),
  );
  for (const line of lines) console.log(line);
  for (const note of notes) console.log(`note: ${note}`);
  const where = roots.join(', ');
  console.log(lines.size === 0 ? `No contradiction in ${where}.` : `${lines.size} found in ${where}.`);
}
