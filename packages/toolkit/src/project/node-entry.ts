import { join, relative, resolve } from 'node:path';
import { ToolkitError } from '../errors.ts';
import { serversBuilt } from './built-server.ts';
import type { PackageJson } from './package-json.ts';
import { isFile, spellings, startedFile } from './start-script.ts';

/** The file that a service starts with. */
export interface NodeEntry {
  /** Absolute. */
  readonly file: string;
  /** What names it, for people. */
  readonly from: string;
}

/** Where a service's source starts by custom, the more telling first. */
const usual = ['main', 'server', 'index', 'app'].flatMap((name) =>
  ['src/', ''].flatMap((folder) => ['.ts', '.mts', '.js', '.mjs'].map((ending) => folder + name + ending)),
);

const MAIN = 'main of package.json';

/** Folders that builds write to by custom: what is in them is older than the source, or missing. */
const built = /^(\.\/)?(dist|build|out|\.output)\//;

/**
 * The file that a Node service starts with: the one that is wanted, else what `npm start` or `npm run start:prod` starts, else package.json's `main`,
 * else the first that exists of the usual ones. Of a file that a build writes it is the source, where that can be told, and
 * else the file itself, where nothing else exists.
 *
 * @throws ToolkitError SW_ENTRY_MISSING
 */
export function findNodeEntry(
  root: string,
  packageJson: PackageJson | undefined,
  wanted: string | undefined,
): NodeEntry {
  const main = packageJson?.main;
  const outputs = serversBuilt(packageJson);
  const named = [
    startedFile(root, packageJson?.scripts),
    main === undefined ? undefined : { path: main, from: MAIN },
  ].filter((it) => it !== undefined);
  const candidates =
    wanted === undefined
      ? [
          ...named.flatMap(({ path, from }) => sourcesOf(path).map((source) => ({ path: source, from }))),
          ...usual.map((path) => ({ path, from: 'its name' })),
          ...named.flatMap(({ path, from }) => spellings(path).map((file) => ({ path: file, from }))),
          ...outputs.map(({ file, package: name }) => ({ path: file, from: `the build of ${name}` })),
          { path: 'index.js', from: 'its name' },
        ]
      : [{ path: wanted, from: 'what was said' }];
  const found = candidates.find(({ path }) => isFile(resolve(root, path)));
  if (found !== undefined) return { file: resolve(root, found.path), from: found.from };
  if (wanted !== undefined)
    throw new ToolkitError('SW_ENTRY_MISSING', {
      what: `${relative('.', join(root, wanted))} does not exist`,
      where: root,
    });
  const [awaited] = [
    ...named.map(({ path, from }) => ({ path, by: `${from} ${from === MAIN ? 'names' : 'starts'} it` })),
    ...outputs.map(({ file, package: name }) => ({ path: file, by: `the build of ${name} writes it` })),
  ];
  throw new ToolkitError('SW_ENTRY_MISSING', {
    what: `None of ${usual.slice(0, 3).join(', ')} and the like exists`,
    where: root,
    ...(awaited && {
      what: `${awaited.path} does not exist, and ${awaited.by}`,
      fix: 'Install the packages, and run the build; or name another file with `--entry`, or as `seaworthy.entry` in package.json.',
    }),
  });
}

/** The source of a file: itself, unless a build writes it. */
function sourcesOf(path: string): string[] {
  if (!built.test(path)) return spellings(path);
  const inside = path.replace(built, '').replace(/\.[cm]?js$/, '');
  const folders = inside.startsWith('src/') ? [''] : ['src/', ''];
  return folders.flatMap((folder) => ['.ts', '.mts', '.cts'].map((ending) => `${folder}${inside}${ending}`));
}
