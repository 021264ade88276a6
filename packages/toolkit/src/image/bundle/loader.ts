/**
 * Runs in the image: loads the bundle's files, each with what V8 compiled of it at build time. It is bundled by itself, as
 * CommonJS, and imports nothing but Node.
 */
import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { constants, Script } from 'node:vm';

/** A file of the bundle as CommonJS sees it. */
interface ChunkModule {
  exports: unknown;
}

type Wrapper = (
  this: unknown,
  exports: unknown,
  require: (id: string) => unknown,
  module: ChunkModule,
  filename: string,
  dirname: string,
) => void;

const loaded = new Map<string, ChunkModule>();

/** Hexadecimal digits of a SHA-256. */
const HASH_DIGITS = 64;

/** Present in the build's warm-up: it collects the scripts, under the names that they have in the image. */
const warmUp = (globalThis as Record<symbol, unknown>)[Symbol.for('seaworthy.warm-up')] as
  | { readonly folder: string; readonly scripts: Map<string, Script>; load?: (name: string) => unknown }
  | undefined;
if (warmUp !== undefined) warmUp.load = load;

/** Runs a file of the bundle, once, and returns what it exports. */
export function load(name: string): unknown {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const file = join(__dirname, name);
  const module: ChunkModule = { exports: {} };
  loaded.set(name, module);
  const nodeRequire = createRequire(file);
  // What a package only tries for is for Node not to find, with the code that the package looks at.
  const isChunk = (id: string) => id.startsWith('./') && existsSync(join(__dirname, id));
  const require = (id: string) => (isChunk(id) ? load(id.slice(2)) : nodeRequire(id));
  const run = compile(name, file).runInThisContext() as Wrapper;
  run.call(module.exports, module.exports, Object.assign(require, nodeRequire), module, file, __dirname);
  return module.exports;
}

function compile(name: string, file: string): Script {
  const source = readFileSync(file);
  const cachedData = codeCache(file, source);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${source.toString()}\n})`,
    {
      filename: warmUp === undefined ? file : `${warmUp.folder}/${name}`,
      ...(cachedData === undefined ? {} : { cachedData }),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  warmUp?.scripts.set(file, script);
  return script;
}

/**
 * The code cache beside a file, if it was made of exactly this source. V8 itself compares no more than the length, and
 * would run old code of the same length. It refuses the caches of other versions, and then compiles.
 */
function codeCache(file: string, source: Buffer): Buffer | undefined {
  let cache: Buffer;
  try {
    cache = readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
  const matches = cache.toString('latin1', 0, HASH_DIGITS) === hash('sha256', source, 'hex');
  return matches ? cache.subarray(HASH_DIGITS) : undefined;
}
