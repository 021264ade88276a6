import { relative } from 'node:path';
import { preloadsOf, startedFile, type Project } from '../../project/index.ts';

/** What runs TypeScript, finds modules and sources by its settings, or reads a file of variables: the bundle needs none of it. */
const ofSource =
  /^(tsx|ts-node|@swc-node|@swc\/register|@babel\/register|esbuild-register|sucrase|tsconfig-paths|source-map-support|dotenv)(\/|$)/;

/** A line for people for each module that `npm start` has Node load before the service: the image has no flags of Node's. */
export function preloadWarnings({ root, entry, entryFrom, packageJson }: Project): string[] {
  const started = startedFile(root, packageJson?.scripts);
  if (started === undefined || started.from !== entryFrom) return [];
  return preloadsOf(started)
    .filter((name) => !ofSource.test(name))
    .map(
      (name) =>
        `${started.from} has Node load ${name} first, which the image does not: import it at the top of ${relative(root, entry)}`,
    );
}
