import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Carried } from './carried-files.ts';
import { hasPlatformPackage, packageNameIn } from './packages.ts';

/**
 * A line for people for each carried package whose addon was not built when it was installed: pnpm, Yarn and Bun run no script of a
 * package that they are not told to, and npm can be told not to.
 */
export function unbuiltAddons({ files }: Carried): string[] {
  const paths = [...new Set([...files.values()].flat())];
  const folders = paths.flatMap((path) => (path.endsWith('/package.json') ? [dirname(path)] : []));
  const unbuilt = folders.filter(
    (folder) =>
      existsSync(join(folder, 'binding.gyp')) &&
      !hasPlatformPackage(folder) &&
      !paths.some((path) => path.endsWith('.node') && path.startsWith(`${folder}/`)) &&
      // One that the tracer has not found is there all the same.
      globSync('**/*.node', { cwd: folder, exclude: ['**/node_modules'] }).length === 0,
  );
  return unbuilt
    .toSorted()
    .map(
      (folder) =>
        `${packageNameIn(folder) ?? folder} has no addon, for it was not built when it was installed: have its script run (\`pnpm approve-builds\`, Yarn’s \`enableScripts\`, Bun’s \`trustedDependencies\`, \`npm rebuild\`), or name it in \`exclude\` if the service does without`,
    );
}
