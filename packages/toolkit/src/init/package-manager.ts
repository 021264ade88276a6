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

const pnpm: PackageManager = {
  files: ['package.json', 'pnpm-lock.yaml'],
  cache: '/root/.local/share/pnpm/store',
  install: 'corepack enable && pnpm install --frozen-lockfile',
  installProduction: 'corepack enable && pnpm install --frozen-lockfile --prod',
  runBuild: 'corepack enable && pnpm run build',
};

/** Yarn 2 and later, which has a settings file of its own. */
const yarnBerry: PackageManager = {
  files: ['package.json', 'yarn.lock', '.yarnrc.yml'],
  cache: '/root/.yarn/berry/cache',
  install: 'corepack enable && yarn install --immutable',
  installProduction: 'corepack enable && yarn workspaces focus --production',
  runBuild: 'corepack enable && yarn run build',
};

const yarnClassic: PackageManager = {
  files: ['package.json', 'yarn.lock'],
  cache: '/usr/local/share/.cache',
  install: 'yarn install --frozen-lockfile',
  installProduction: 'yarn install --frozen-lockfile --production',
  runBuild: 'yarn run build',
};

/** No lock file: what is installed depends on the day. */
const unlocked: PackageManager = {
  ...npm,
  files: ['package.json'],
  install: 'npm install',
  installProduction: 'npm install --omit=dev',
};

/** The package manager of a repository, by its lock file. `has` tells whether a file is there. */
export function packageManagerOf(has: (file: string) => boolean): PackageManager {
  return [npm, pnpm, yarnBerry, yarnClassic].find(({ files }) => files.every(has)) ?? unlocked;
}
