import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import {
  findRoots,
  formatProblem,
  readAsApplied,
  type KubernetesObject,
  type Manifests,
  type Problem,
} from '../../../model/index.ts';
import { deriveObjects } from './derive.ts';

/** The objects of one set of manifests. */
export interface ObjectSet {
  /** The file or folder, or that they follow from the contract. */
  readonly where: string;
  readonly objects: readonly KubernetesObject[];
  /** What was passed over in reading them. */
  readonly unsupported: readonly Problem[];
}

/**
 * The objects to rehearse: those in `path`, else those that `seaworthy manifests` would write for the contract.
 *
 * @throws ToolkitError SW_MANIFEST_INVALID with each fault's file, line and field; SW_MANIFESTS_AMBIGUOUS, SW_WORKLOAD_MISSING
 */
export async function readObjectSet(
  path: string | undefined,
  contract: ServiceContract | undefined,
  folder: string,
): Promise<ObjectSet> {
  if (path === undefined && contract === undefined)
    throw new ToolkitError('SW_WORKLOAD_MISSING', {
      what: 'There are neither manifests nor a contract that some could follow from',
      where: folder,
      ...usualHint(folder),
    });
  if (path === undefined && contract !== undefined)
    return { where: 'what follows from the contract', ...(await deriveObjects(contract, folder)) };
  const root = await onlyRoot(path ?? folder);
  return { where: root, ...accept(await readAsApplied(root, { fetch: true }), root) };
}

/** Refuses what Kubernetes would refuse; what is only passed over goes along. */
export function accept({ objects, problems }: Manifests, root: string): Omit<ObjectSet, 'where'> {
  const faults = problems.filter(({ kind }) => kind !== 'unsupported');
  refuse(faults, root);
  return { objects, unsupported: problems.filter(({ kind }) => kind === 'unsupported') };
}

/** @throws ToolkitError SW_MANIFEST_INVALID where there are any */
export function refuse(faults: readonly Problem[], where: string): void {
  const [first, ...others] = faults.map((fault) =>
    [formatProblem(fault), fault.fix?.replace(/\.$/, '')].filter(Boolean).join('. '),
  );
  if (first === undefined) return;
  const what = others.length === 0 ? first : [`${faults.length} faults:`, first, ...others].join('\n  ');
  throw new ToolkitError('SW_MANIFEST_INVALID', { what, where });
}

async function onlyRoot(path: string): Promise<string> {
  if (!existsSync(path)) throw new ToolkitError('SW_WORKLOAD_MISSING', { what: `There is no ${path}` });
  const [only = path, ...others] = await findRoots(path);
  if (others.length === 0) return only;
  throw new ToolkitError('SW_MANIFESTS_AMBIGUOUS', {
    what: `There are several sets of manifests: ${[only, ...others].join(', ')}`,
    where: path,
  });
}

/** Where repositories have their manifests, ours first. */
const usual = ['deploy', 'k8s', 'kubernetes', 'manifests'];

function usualHint(folder: string): { readonly fix?: string } {
  const found = usual.find((name) => existsSync(join(folder, name)));
  if (found === undefined) return {};
  return {
    fix: `Name them, if they are in its folder ${found}: \`--manifests ${join(folder, found)}\`, or \`manifests: ${found}\` in rehearse.yaml.`,
  };
}
