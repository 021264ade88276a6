/** How a package manager installs what a lock file says. */
export interface PackageManager {
  /** Files that decide what is installed. */
  readonly files: readonly string[];
  /** Where it keeps downloads. */
  readonly cache: string;
  readonly install: string;
  readonly installProduction: string;
  readonly runBuild: string;
}

const npm: PackageManager = {
  files: ['package.json', 'package-lock.json'],
  cache: '/root/.npm',
  install: 'npm ci',
  installProduction: 'npm ci --omit=dev',
  runBuild: 'npm run build',
};

/** The lock file that a package is published with. */
const npmShrinkwrap: PackageManager = { ...npm, files: ['package.json', 'npm-shrinkwrap.json'] };

const pnpm: PackageManager = {
  files: ['package.json', 'pnpm-lock.yaml'],
  cache: '/root/.local/share/pnpm/store',
  install: 'corepack enable && pnpm install --frozen-lockfile',
  installProduction: 'corepack enable && pnpm install --frozen-lockfile --prod',
  runBuild: 'corepack enable && pnpm run build',
};

/**
 * Yarn 2 and later, which has a settings file of its own. By default it makes no `node_modules`, which the image is given, and which Node finds
 * packages in without a loader of Yarn's.
 */
const yarnBerry: PackageManager = {
  files: ['package.json', 'yarn.lock', '.yarnrc.yml'],
  cache: '/root/.yarn/berry/cache',
  install: 'corepack enable && YARN_NODE_LINKER=node-modules yarn install --immutable',
  installProduction: 'corepack enable && YARN_NODE_LINKER=node-modules yarn workspaces focus --production',
  runBuild: 'corepack enable && YARN_NODE_LINKER=node-modules yarn run build',
};

const yarnClassic: PackageManager = {
  files: ['package.json', 'yarn.lock'],
  cache: '/usr/local/share/.cache',
  install: 'yarn install --frozen-lockfile',
  installProduction: 'yarn install --frozen-lockfile --production',
  runBuild: 'yarn run build',
};

/** It comes by npm, and unpacks itself by a script of its own, which npm is to allow. */
const withBun = 'npm install --global --allow-scripts=bun bun@1';

const bun: PackageManager = {
  files: ['package.json', 'bun.lock'],
  cache: '/root/.bun/install/cache',
  install: `${withBun} && bun install --frozen-lockfile`,
  installProduction: `${withBun} && bun install --frozen-lockfile --production`,
  runBuild: 'bun run build',
};

/** The lock file of Bun before 1.2, which later ones read. */
const bunBinary: PackageManager = { ...bun, files: ['package.json', 'bun.lockb'] };

/** No lock file: what is installed depends on the day. */
const unlocked: PackageManager = {
  ...npm,
  files: ['package.json'],
  install: 'npm install',
  installProduction: 'npm install --omit=dev',
};

const all = [npmShrinkwrap, npm, pnpm, yarnBerry, yarnClassic, bun, bunBinary];

/** Names of lock files. */
export const lockFiles: readonly string[] = all.flatMap(({ files: [, lock = ''] }) => lock);

/** From this major version on, Node comes without corepack, and its image without Yarn (nodejs/node#57617, nodejs/docker-node). */
const WITHOUT_COREPACK = 25;

/** What tells of a repository's package manager besides its files. */
interface Stated {
  /** The major version of Node that it runs on. Default: one that comes with corepack. */
  readonly node?: number;
  /** `packageManager` of package.json, such as `yarn@4.9.2`. */
  readonly stated?: string | undefined;
}

/** The package manager of a repository, by its lock file. `has` tells whether a file is there. */
export function packageManagerOf(
  has: (file: string) => boolean,
  { node = 0, stated = '' }: Stated = {},
): PackageManager {
  const byFiles = all.find(({ files }) => files.every(has)) ?? unlocked;
  const isBerry = byFiles === yarnClassic && /^yarn@([2-9]|\d\d)/.test(stated);
  const found = isBerry ? { ...yarnBerry, files: yarnClassic.files } : byFiles;
  const isByNpm = /^(npm|bun) /.test(found.runBuild);
  if (isByNpm || node < WITHOUT_COREPACK) return found;
  const fetched = (command: string) =>
    `npm install --global --force corepack@0.34 && corepack enable && ${command.replace('corepack enable && ', '')}`;
  return {
    ...found,
    install: fetched(found.install),
    installProduction: fetched(found.installProduction),
  };
}
