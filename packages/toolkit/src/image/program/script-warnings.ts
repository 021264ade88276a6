import { relative } from 'node:path';
import { preloadsOf, startedFile, type Project } from '../../project/index.ts';

/** What runs TypeScript, finds modules and sources by its settings, or reads a file of variables: the bundle needs none of it. */
const ofSource =
  /^(tsx|ts-node|@swc-node|@swc\/register|@babel\/register|esbuild-register|sucrase|tsconfig-paths|source-map-support|dotenv)(\/|$)/;

/** Lines for people on what `npm start` says and the image does not: each module that Node loads before the service, and what this is handed. */
export function scriptWarnings({ root, entry, entryFrom, packageJson }: Project): string[] {
  const started = startedFile(root, packageJson?.scripts);
  if (started === undefined || started.from !== entryFrom) return [];
  const { from, args } = started;
  const loaded = preloadsOf(started).filter((name) => !ofSource.test(name));
  return [
    ...loaded.map(
      (name) =>
        `${from} has Node load ${name} first, which the image does not: import it at the top of ${relative(root, entry)}`,
    ),
    ...(args.length === 0
      ? []
      : [
          `${from} hands it ${args.join(' ')}, which the image does not: name that as \`args\` of the container`,
        ]),
  ];
}
