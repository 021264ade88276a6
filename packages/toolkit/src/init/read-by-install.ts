import type { PackageJson } from '../project/index.ts';

/** What an installation is made from. */
interface Installation {
  readonly packageJson: PackageJson;
  /** package.json and the lock file. */
  readonly files: readonly string[];
  /** Whether the repository has a file or folder. */
  readonly has: (file: string) => boolean;
}

/** Settings of pnpm's, which the lock file was written by. */
const settings = ['pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs'];
/** What packages are patched by: of pnpm and Bun, and of Yarn, which may stand there itself with its plugins. */
const folders = [['patches'], ['.yarn', '.yarn/patches', '.yarn/plugins', '.yarn/releases']] as const;

/**
 * The lines of a Dockerfile that bring along what the installation reads; all of the source where package.json has a script that runs
 * with the installation, or names packages that lie in the source.
 */
export function readByInstall({ packageJson, files, has }: Installation): string[] {
  const { scripts = {}, dependencies = {}, devDependencies = {} } = packageJson;
  const hasScript = ['preinstall', 'install', 'postinstall'].some((name) => scripts[name] !== undefined);
  const named = Object.values({ ...dependencies, ...devDependencies });
  if (hasScript || named.some((it) => /^(file|link|portal):/.test(it))) return ['COPY . .'];
  return [
    `COPY ${[...files, ...settings.filter(has)].join(' ')} ./`,
    ...folders.flatMap(([folder, ...parts]) =>
      (parts.length === 0 ? [folder] : parts).some(has) ? [`COPY ${folder} ./${folder}`] : [],
    ),
  ];
}
