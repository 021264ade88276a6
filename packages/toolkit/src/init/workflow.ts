import type { Project } from '../project/index.ts';
import { packageManagerOf } from './package-manager.ts';
import type { Workspace } from './workspace.ts';

/** What a workflow is written from. */
export interface WorkflowOptions {
  readonly language: Project['language'];
  /** Of the image. */
  readonly name: string;
  /** The service's folder in the repository, with `/`; empty where it is the repository's root. */
  readonly folder: string;
  /** The folder of the lock file, likewise: that of the service, or the root of its workspace. */
  readonly lockFolder: string;
  /** The one that the service is a member of, and so has no Dockerfile. */
  readonly workspace: Workspace | undefined;
  /** `packageManager` of the package.json beside the lock file. */
  readonly packageManager: string | undefined;
  /** Manifests that are there, relative to the service's folder. Undefined: those that `seaworthy manifests` writes. */
  readonly checked?: { readonly path: string; readonly isChart: boolean } | undefined;
  /** Whether the folder of the lock file has a file. */
  readonly has: (file: string) => boolean;
}

/** A GitHub workflow that builds the image and fails where manifests contradict the contract. */
export function workflow(options: WorkflowOptions): string {
  const { language, name, folder, lockFolder, workspace, packageManager, has } = options;
  const { install, runBuild, files } = packageManagerOf(has, { stated: packageManager });
  // What actions are told is relative to the repository, whatever folder commands run in.
  const below = folder === '' ? '' : `${folder}/`;
  const lock = files.find((file) => file !== 'package.json');
  const lockPlace = lockFolder === '' ? '' : `, cache-dependency-path: ${lockFolder}/${lock}`;
  const cached = language === 'node' && install === 'npm ci' ? `, cache: npm${lockPlace}` : '';
  // Within a member npm leaves out what the workspace itself depends on, as a rule this command among it.
  const ofMember = workspace !== undefined && install === 'npm ci' ? ' --include-workspace-root' : '';
  const installed = [`      - run: ${install}${ofMember}`];
  // In the workspace's own folder: within a member npm leaves out what the others are built by, too.
  const inWorkspace = `        working-directory: ${lockFolder || '.'}`;
  const builtWorkspace = [
    `      - run: ${install}`,
    inWorkspace,
    '      # What the service imports of the workspace is built first; of the service itself the image takes the source.',
    `      - run: ${runBuild}`,
    inWorkspace,
  ];
  const setUp = [
    ...(language === 'go'
      ? ['      - uses: actions/setup-go@v6', `        with: { go-version-file: ${below}go.mod }`]
      : []),
    // The command itself needs it.
    '      - uses: actions/setup-node@v6',
    `        with: { node-version: 24${cached} }`,
    ...(language === 'go' ? [] : workspace?.hasBuild === true ? builtWorkspace : installed),
  ];
  const tag = `${name}:\${{ github.sha }}`;
  const secret = language === 'node' && has('.npmrc') ? ' --secret id=npmrc,src=.npmrc' : '';
  return [
    '# Builds the image and checks the manifests against the contract. Pin the actions by their commits.',
    folder === '' ? 'name: seaworthy' : `name: seaworthy ${name}`,
    'on:',
    '  push: { branches: [main] }',
    '  pull_request:',
    'permissions: { contents: read }',
    ...(folder === '' ? [] : [`defaults: { run: { working-directory: ${folder} } }`]),
    'jobs:',
    '  image:',
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 15',
    '    steps:',
    '      - uses: actions/checkout@v6',
    ...setUp,
    // A name that nobody installed would fetch whatever a registry holds under it.
    '      # The installed command: without one this fails, and fetches none.',
    `      - run: ${checkOf(options)}`,
    workspace !== undefined
      ? `      - run: npx --no -- seaworthy image --tag ${tag} --output image.tar`
      : `      - run: docker build${secret} --tag ${tag} .`,
    '',
  ].join('\n');
}

function checkOf({ name, checked }: WorkflowOptions): string {
  const check = 'npx --no -- seaworthy manifests --check';
  if (checked === undefined) return check;
  return checked.isChart ? `helm template ${name} ${checked.path} | ${check} -` : `${check} ${checked.path}`;
}
