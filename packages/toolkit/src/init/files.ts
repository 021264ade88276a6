import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import type { FileToWrite } from '../files/index.ts';
import { manifestFiles } from '../manifests/index.ts';
import { CONTRACT_FILE, isOnRuntime, readGoMod, type Project } from '../project/index.ts';
import { contractText, draftContract } from './contract-draft.ts';
import { goDockerfile, type GoDockerfileOptions } from './go-dockerfile.ts';
import { localModules } from './go-modules.ts';
import { workspaceModules } from './go-workspace.ts';
import { dockerIgnore } from './docker-ignore.ts';
import { nodeDockerfile } from './node-dockerfile.ts';
import { readSourceFacts } from './source-facts.ts';
import { workflow, type WorkflowOptions } from './workflow.ts';
import { workspaceOf } from './workspace.ts';

/** What `init` writes from. */
export interface InitOptions {
  readonly project: Project;
  /** The contract, where the service states one; else one is drafted from the source. */
  readonly contract?: ServiceContract | undefined;
  /** Manifests, or a chart, that are there, relative to the project's root: none are written then. Default: those that are written. */
  readonly manifests?: string | undefined;
  /** The Go version of go.mod. */
  readonly goVersion?: string | undefined;
}

/** Where the manifests stand. */
const MANIFEST_FOLDER = 'deploy';

/**
 * Every file that `init` proposes, relative to the project's root; no Dockerfile for a member of a workspace. They are the user's from then on. The workflow stands in the
 * repository's root, the only place where GitHub reads it.
 */
export async function initFiles({
  project,
  contract,
  manifests,
  goVersion,
}: InitOptions): Promise<FileToWrite[]> {
  const facts = await readSourceFacts(project);
  const stated = contract ?? draftContract(project, facts);
  const ports = stated.ports.map(({ port }) => port);
  const workspace = project.language === 'node' ? await workspaceOf(project.root) : undefined;
  const has = (file: string) => existsSync(join(workspace?.root ?? project.root, file));
  const yours = (path: string, text: string): FileToWrite => ({ path, text, owner: 'yours' });
  const dockerfile = async () =>
    project.language === 'go'
      ? dockerfileOfGo(project, { ports, has, goVersion })
      : nodeDockerfile({ project, ports, has });
  return [
    // A build sees its own folder alone: neither the lock file nor the other packages of a workspace.
    ...(workspace === undefined
      ? [
          yours('Dockerfile', await dockerfile()),
          yours('.dockerignore', dockerIgnore(project, manifests ?? MANIFEST_FOLDER)),
        ]
      : []),
    // It would outrank what a service on our runtime tells itself, once that can be asked.
    ...(contract === undefined && !(isOnRuntime(project) && facts.definesService)
      ? [yours(CONTRACT_FILE, contractText(stated, facts))]
      : []),
    ...(manifests === undefined
      ? manifestFiles({ contract: stated, goVersion }).map(({ path, text, owner }) => ({
          path: `${MANIFEST_FOLDER}/${path}`,
          text,
          owner,
        }))
      : []),
    workflowFile(project, { name: basename(stated.name), manifests, has, workspace }),
  ];
}

function workflowFile(
  { root, language, packageJson }: Project,
  {
    name,
    manifests,
    has,
    workspace,
  }: Pick<WorkflowOptions, 'name' | 'has' | 'workspace'> & Pick<InitOptions, 'manifests'>,
): FileToWrite {
  const repository = repositoryOf(root) ?? workspace?.root ?? root;
  const folder = posixPath(repository, root);
  const lockFolder = posixPath(repository, workspace?.root ?? root);
  const packageManager = (workspace ?? packageJson)?.packageManager;
  const file = folder === '' ? 'seaworthy.yaml' : `seaworthy-${name}.yaml`;
  const path = posixPath(root, join(repository, '.github/workflows', file));
  return {
    path,
    text: workflow({
      language,
      name,
      folder,
      lockFolder,
      workspace,
      packageManager,
      checked:
        manifests === undefined
          ? undefined
          : {
              path: manifests,
              isChart: existsSync(join(root, manifests, 'Chart.yaml')),
            },
      has,
    }),
    owner: 'yours',
  };
}

/** The way from one to the other, as files tell it that are the same on every system. */
function posixPath(from: string, to: string): string {
  return relative(from, to).split(sep).join('/');
}

/** The folder at or above this one that holds git's own; undefined where there is none. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryOf(above);
}

async function dockerfileOfGo(
  { root, entry }: Project,
  { has, ...options }: Pick<GoDockerfileOptions, 'ports' | 'goVersion'> & { has: (file: string) => boolean },
): Promise<string> {
  const goMod = await readGoMod(root);
  const { needed, outside } = localModules(goMod, root, has);
  const beside = await workspaceModules(root, goMod);
  const modules = { needed: needed || beside.length > 0, outside: [...outside, ...beside] };
  return goDockerfile({ ...options, root, entry, hasSums: has('go.sum'), modules });
}
