import { posix, sep } from 'node:path';
import { rolldown, type OutputChunk, type RolldownOptions } from 'rolldown';
import { ToolkitError } from '../../errors.ts';
import { asBundleError, failsWith } from './bundle-error.ts';
import { vendorChunks } from './chunk-names.ts';
import { CARRIES_MODULE, outside } from './packages/outside.ts';
import { imagePlace } from './image-place.ts';
import { ownModules } from './modules/own-modules.ts';
import { PackageFinder, type InstalledPackage } from './packages/packages.ts';
import { packagePlaces, placeWarnings, RUNTIME, type PackagePlaces } from './modules/package-places.ts';
import { builtFolders } from './references/built-folders.ts';
import type { References } from './references/references.ts';
import type { Unfollowed } from './references/unfollowed.ts';

/** What is to be bundled. */
export interface BundleOptions {
  /** The project's folder, absolute. */
  readonly root: string;
  /** The file that the service starts with, absolute. */
  readonly entry: string;
  /** Export conditions besides Node's own. */
  readonly conditions: readonly string[];
  /** Packages that are carried as they are. Those that can't be bundled are anyway. */
  readonly external: readonly string[];
  /** Packages that stay out. */
  readonly exclude: readonly string[];
  /** Whether files that the source names are found where they are in it. Default false: they come along. */
  readonly inSource?: boolean;
}

/** A bundled service. */
export interface Bundle {
  /** `script` files can be started from compiled code; `module` is what remains where a module awaits at its top, or imports a carried one. */
  readonly format: 'script' | 'module';
  readonly chunks: readonly Chunk[];
  /** Where the file that the service starts with would be, in the program's folder. */
  readonly main: string;
  /** Names of the chunks that programs start with: `app`, and one for each worker thread's. */
  readonly entries: readonly string[];
  /** Files and folders that the source refers to, relative to the root. */
  readonly assets: readonly string[];
  /** Packages whose code is in the bundle, by name and version. */
  readonly packages: readonly InstalledPackage[];
  /** Packages that the image carries as they are: the files that imports resolved to, by package name. */
  readonly carried: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the source does that can't be followed into the image. */
  readonly warnings: readonly Unfollowed[];
}

/** A file of the bundle. */
export interface Chunk {
  /** Such as `app.js`. */
  readonly name: string;
  readonly code: string;
  /** True where it holds nothing of the project itself, so that it seldom changes. */
  readonly vendor: boolean;
}

/** Worker programs may refer to further ones; deeper than this is a cycle of new names. */
const MOST_ROUNDS = 5;

/**
 * Bundles a service into scripts: one of the project's own code, one of everything from packages.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING
 */
export async function bundleNode(options: BundleOptions): Promise<Bundle> {
  try {
    return await bundleAs('script', options);
  } catch (error) {
    if (!failsWith(error, 'INVALID_TLA_FORMAT', CARRIES_MODULE)) throw asBundleError(error);
  }
  return bundleAs('module', options).catch((error: unknown) => {
    throw asBundleError(error);
  });
}

async function bundleAs(format: Bundle['format'], options: BundleOptions): Promise<Bundle> {
  const references: References = {
    programs: new Map([['app', options.entry]]),
    assets: new Set(),
    warnings: new Map(),
    inSource: options.inSource ?? false,
  };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = references.programs.size;
    const bundle = await bundleOnce(format, options, references);
    if (references.programs.size === before) return bundle;
  }
  throw new ToolkitError('SW_BUNDLE_FAILED', { what: 'Worker programs refer to ever more worker programs' });
}

async function bundleOnce(
  format: Bundle['format'],
  { root, entry, conditions, external, exclude }: BundleOptions,
  references: References,
): Promise<Bundle> {
  const packages = new PackageFinder();
  const carried = new Map<string, Set<string>>();
  const entries = new Map(references.programs);
  const main = posix.relative('app', imagePlace(root, entry));
  const places: PackagePlaces = new Map();
  const options: RolldownOptions = {
    cwd: root,
    input: Object.fromEntries(entries),
    platform: 'node',
    logLevel: 'silent',
    // Comments that name files would name the folders of this machine.
    experimental: { attachDebugInfo: 'none' },
    resolve: { conditionNames: [...conditions, 'node'] },
    plugins: [
      ownModules({ root, main, entries: new Set(entries.values()), format, references }),
      packagePlaces({ root, entries: [...entries.values()], packages, references, found: places }),
      outside(packages, { root, format, carried, external, exclude }),
    ],
  };
  const build = await rolldown(options);
  try {
    let chunkOf: ((id: string) => string) | undefined;
    // A pattern and no function, for the bundler tests it by itself.
    const vendorFile = new RegExp(`^(?!${RegExp.escape(`${root}${sep}`)})|node_modules`);
    const isVendor = (id: string) => vendorFile.test(id);
    const { output } = await build.generate({
      format: format === 'script' ? 'cjs' : 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      comments: { legal: true, annotation: false, jsdoc: false },
      // What goes by a class's name, such as an error in an answer, must not change with what else is bundled.
      keepNames: true,
      // A service's first import may set up what its packages read as they are loaded.
      strictExecutionOrder: true,
      codeSplitting: {
        groups: [
          {
            test: vendorFile,
            name(id, context) {
              chunkOf ??= vendorChunks([...entries.values()], (module) => context.getModuleInfo(module));
              return chunkOf(id);
            },
          },
        ],
      },
    });
    const chunks = output.filter((it): it is OutputChunk => it.type === 'chunk');
    const modules = bundledModules(chunks);
    const beside = references.inSource ? [] : builtFolders(root, modules);
    return {
      format,
      chunks: chunks.map(({ fileName, code, moduleIds }) => ({
        name: fileName,
        code,
        vendor: moduleIds.every(isVendor),
      })),
      main,
      entries: [...entries.keys()],
      assets: [...new Set([...references.assets, ...beside])].toSorted(),
      packages: packagesOf(chunks, packages, root),
      carried,
      warnings: [
        ...ownWarnings(references, packages),
        ...placeWarnings(places, modules, packages).map((text) => ({ text })),
      ],
    };
  } finally {
    await build.close();
  }
}

/** Sorted, for modules come as they are read. */
function ownWarnings({ warnings }: References, packages: PackageFinder): Unfollowed[] {
  const told = [...warnings].filter(([id]) => packages.of(id)?.name !== RUNTIME);
  return told.toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, its]) => its);
}

/** The modules of which something is in the chunks. */
function bundledModules(chunks: readonly OutputChunk[]): Set<string> {
  const modules = chunks.flatMap((chunk) => Object.entries(chunk.modules));
  return new Set(modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => id));
}

function packagesOf(
  chunks: readonly OutputChunk[],
  packages: PackageFinder,
  root: string,
): InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  for (const { modules } of chunks) {
    for (const [id, module] of Object.entries(modules)) {
      const it = id.startsWith('\0') ? undefined : packages.of(id);
      if (it === undefined || it.root === root) continue;
      const name = `${it.name}@${it.version}`;
      // What a module came to is asked last: it is looked up in the bundler.
      if (!found.has(name) && module.renderedLength > 0) found.set(name, it);
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}
