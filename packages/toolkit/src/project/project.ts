import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../errors.ts';
import { CONTRACT_FILE } from './contract.ts';
import { parseContractYaml } from './contract-yaml.ts';
import { findGoEntry, goModuleName } from './go-entry.ts';
import { findNodeEntry } from './node-entry.ts';
import { readPackageJson, type PackageJson } from './package-json.ts';

/** What tells how a repository is to be read. */
export interface ProjectOptions {
  /** The file (Node) or folder (Go) that the service starts with, relative to the root. Default: looked for. */
  readonly entry?: string | undefined;
  /** Default: detected by package.json and go.mod. */
  readonly language?: 'node' | 'go' | undefined;
  /** Export conditions to resolve packages with, besides Node's own. Default: none. */
  readonly conditions?: readonly string[] | undefined;
  /** The file that states the contract of a Go service, relative to the working directory. Default: `seaworthy.yaml` in the root. */
  readonly contract?: string | undefined;
}

/** A repository of one service. */
export interface Project {
  /** The folder of package.json or go.mod, absolute. */
  readonly root: string;
  readonly language: 'node' | 'go';
  /** Of a Go service as its contract's file states it; the package's name without its scope, the Go module's last part, or the folder's. */
  readonly name: string;
  /** Of a Go service as its contract's file states it; that of package.json; `0.0.0` where none is given. */
  readonly version: string;
  /** Absolute path of the entry: a file for Node, the folder of package main for Go. */
  readonly entry: string;
  /** What names the entry of a Node service, for people: such as `npm start`. */
  readonly entryFrom?: string | undefined;
  readonly conditions: readonly string[];
  /** Present for Node, and for a Go repository that has one. */
  readonly packageJson: PackageJson | undefined;
}

/**
 * Reads the repository in `folder`.
 *
 * @throws ToolkitError SW_PROJECT_MISSING, SW_PROJECT_AMBIGUOUS, SW_PROJECT_FILE, SW_ENTRY_MISSING, SW_CONTRACT_INVALID
 */
export async function readProject(folder: string, options: ProjectOptions = {}): Promise<Project> {
  const named = resolve(folder);
  // As a link leads to it: the files that imports resolve to have their real paths.
  const root = existsSync(named) ? realpathSync(named) : named;
  const language = options.language ?? detectLanguage(root);
  const packageJson = await readPackageJson(root);
  if (language === 'node' && packageJson === undefined)
    throw new ToolkitError('SW_PROJECT_MISSING', { what: 'There is no package.json', where: root });
  const wanted = options.entry ?? packageJson?.seaworthy?.entry;
  const packageName = packageJson?.name?.replace(/^@[^/]*\//, '');
  const moduleName = language === 'go' ? await goModuleName(root) : undefined;
  // A Node service may tell its contract itself, and states what else there is in package.json.
  const stated = language === 'go' ? await statedContract(root, options.contract) : undefined;
  const { file, from } =
    language === 'node'
      ? findNodeEntry(root, packageJson, wanted)
      : { file: await findGoEntry(root, wanted, stated?.command[0]), from: undefined };
  return {
    root,
    language,
    name: stated?.name ?? packageName ?? moduleName ?? basename(root),
    version: stated?.version ?? packageJson?.version ?? '0.0.0',
    entry: file,
    entryFrom: from,
    conditions: options.conditions ?? [],
    packageJson,
  };
}

/** Whether a folder holds a Node or Go program, which {@link readProject} reads. */
export function holdsProject(folder: string): boolean {
  return ['package.json', 'go.mod'].some((file) => existsSync(join(folder, file)));
}

/** Undefined where no file states one. */
async function statedContract(
  root: string,
  wanted: string | undefined,
): Promise<ServiceContract | undefined> {
  if (wanted !== undefined) return parseContractYaml(resolve(wanted));
  const file = join(root, CONTRACT_FILE);
  return existsSync(file) ? parseContractYaml(file) : undefined;
}

/** @throws ToolkitError SW_PROJECT_MISSING, SW_PROJECT_AMBIGUOUS, and SW_PROJECT_FILE where that cannot be seen */
function detectLanguage(root: string): Project['language'] {
  const node = isThere(join(root, 'package.json'));
  const go = isThere(join(root, 'go.mod'));
  if (node && go)
    throw new ToolkitError('SW_PROJECT_AMBIGUOUS', {
      what: 'There are both package.json and go.mod',
      where: root,
    });
  if (!node && !go)
    throw new ToolkitError('SW_PROJECT_MISSING', {
      what: existsSync(root) ? 'There is neither package.json nor go.mod' : 'There is no such folder',
      where: root,
    });
  return node ? 'node' : 'go';
}

/** Unlike `existsSync`, it does not take what may not be seen for what is not there. */
function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw new ToolkitError('SW_PROJECT_FILE', { what: message, where: path, cause });
  }
}
