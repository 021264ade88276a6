import { posix } from 'node:path';
import type { PackageJson } from '../../project/index.ts';
import type { Bundle } from './node-bundle.ts';

/** A file's content by its path below the program's folder. */
export type ProgramFiles = Map<string, Buffer>;

/** The files that make a program of a bundle, by how often they change. */
export interface Program {
  /** Nothing of the project itself. */
  readonly vendor: ProgramFiles;
  readonly app: ProgramFiles;
}

/**
 * Lays out a program: `main.js` and workers' programs at the top, the bundle in a folder of its own. Where the service's own
 * file would be is one that starts it too: the service may start further processes and threads by its own path.
 *
 * @param isRead whether the service reads its own package.json: then it is there with all that it says, except that its
 * `type` is the bundle's. Default false: name and version.
 */
export function programFiles(
  bundle: Bundle,
  loader: string,
  packageJson: PackageJson,
  isRead = false,
): Program {
  const script = bundle.format === 'script';
  const vendor: ProgramFiles = new Map();
  if (script) vendor.set('bundle/loader.js', Buffer.from(loader));
  const { name, version } = packageJson;
  const told = isRead ? packageJson : { name, version };
  const manifest = { ...told, private: true, type: script ? 'commonjs' : 'module' };
  const app: ProgramFiles = new Map([
    ['package.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
  ]);
  for (const chunk of bundle.chunks)
    (chunk.vendor ? vendor : app).set(`bundle/${chunk.name}`, Buffer.from(chunk.code));
  const load = (entry: string) =>
    script
      ? `module.exports = require('./bundle/loader.js').load('${entry}.js');`
      : `export * from './bundle/${entry}.js';`;
  for (const entry of bundle.entries)
    app.set(`${entry === 'app' ? 'main' : entry}.js`, Buffer.from(`${load(entry)}\n`));
  const { main } = bundle;
  const isModule = /\.m[jt]s$/.test(main) || (!script && !/\.c[jt]s$/.test(main));
  const up = posix.relative(posix.dirname(main), 'main.js').replace(/^(?!\.)/, './');
  if (main !== 'main.js') app.set(main, Buffer.from(isModule ? `import '${up}';\n` : `require('${up}');\n`));
  return { vendor, app };
}
