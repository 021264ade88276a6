import { join } from 'node:path';
import { EnvName, type ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../errors.ts';
import { contractOf, type ImageSettings, type Project } from '../../project/index.ts';
import {
  carriedFiles,
  carriedPackages,
  nodeInterface,
  withPlacedProgram,
  type Bundle,
  type Program,
} from '../bundle/index.ts';
import { digestOf, type BuildCache } from '../cache/index.ts';
import { cachedLayer, makeLayer, type LayerOptions, type TarEntry } from '../layers/index.ts';
import { NODE_PATH, nodeBinary, nodeEntries, nodePackage, runnableNode } from '../node/index.ts';
import type { Platform } from '../oci/index.ts';
import { nodeComponent, npmComponent } from '../sbom/index.ts';
import { startWarnings, warmUp, type Reached } from '../start-cache/index.ts';
import { bundledProgram, type BundledProgram } from './bundled-program.ts';
import { missingLibraries } from './missing-libraries.ts';
import type { ProgramImage } from './program.ts';

/** A bundled service, and what V8 compiled of its packages. */
export interface NodeProgram extends BundledProgram {
  readonly contract: ServiceContract | undefined;
  /** Code caches by path, which one platform can use. */
  readonly caches: ReadonlyMap<string, Buffer>;
  /** How far the warm-up came. Undefined: there was none. */
  readonly reached: Reached | undefined;
}

/** How a Node service is built. */
export interface NodeProgramOptions {
  readonly settings: ImageSettings;
  /** The Node version of the image. */
  readonly node: string;
  /** Whether to compile at build time. */
  readonly startCache: boolean;
  /** Whether the image stands on the minimal base: what libraries another one has is not known. */
  readonly onMinimalBase: boolean;
  readonly layerOptions: LayerOptions;
}

const APP = 'app';

/** The architecture that programs can be started for on this machine. */
export const ownArchitecture: Platform['architecture'] | undefined =
  process.platform === 'linux'
    ? ({ x64: 'amd64', arm64: 'arm64' } as const)[process.arch as 'x64' | 'arm64']
    : undefined;

/**
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_LAYER_PATH, SW_NODE_UNAVAILABLE,
 * SW_NODE_INVALID, SW_DESCRIBE_FAILED, SW_CONTRACT_INVALID, SW_PROJECT_FILE
 */
export async function buildNodeProgram(project: Project, options: NodeProgramOptions): Promise<NodeProgram> {
  const bundled = await bundledProgram(project);
  const { bundle, program, assets, carried, warnings: told } = bundled;
  const beside = [...assets, ...(await carriedFiles(carried))];
  const [contract, { said, ...start }] = await Promise.all([
    contractOf(project, async (work) =>
      bundled.definesService
        ? withPlacedProgram(program, beside, (folder) => work(join(folder, 'main.js')))
        : undefined,
    ).catch((error: unknown) => {
      throw withWarnings(error, told);
    }),
    startCaches(program, { ...options, format: bundle.format, beside }),
  ]);
  const { args = [] } = options.settings.warmUp ?? {};
  const warnings = [
    ...told,
    ...(options.onMinimalBase ? missingLibraries(beside) : []),
    ...startWarnings({ ...start, said }, { contract, args }),
  ];
  return { ...bundled, contract, warnings, ...start };
}

/** What a service lacks when it is asked for its contract is mostly what the bundle warns of. */
function withWarnings(error: unknown, warnings: readonly string[]): unknown {
  if (!(error instanceof ToolkitError) || error.code !== 'SW_DESCRIBE_FAILED' || warnings.length === 0)
    return error;
  const { code, what, where, fix: general, cause } = error;
  const fix = [`${general} What it needs may not be in the image:`, ...warnings].join('\n- ');
  return new ToolkitError(code, { what, where, fix, cause });
}

async function startCaches(
  program: Program,
  options: NodeProgramOptions & Pick<Bundle, 'format'> & { beside: readonly TarEntry[] },
) {
  const { node, startCache, settings, layerOptions, format, beside } = options;
  const { cache } = layerOptions;
  if (!startCache || format === 'module' || ownArchitecture === undefined)
    return { caches: new Map(), reached: undefined, said: '' };
  const binary = await nodeBinary(nodePackage(ownArchitecture, node), settings.locales, cache);
  const { warmUp: warmUpSettings = {} } = settings;
  const files = [
    ...[...program.vendor, ...program.app].map(([path, content]) => file(path, content)),
    ...beside,
  ].flatMap((entry) => (entry.type === 'file' ? [entry.path, digestOf(entry.content)] : []));
  const { reached, said, caches } = await cache.result(
    ['warm-up-14', binary.digest, JSON.stringify(warmUpSettings), ...files],
    async () => {
      const runnable = await runnableNode(binary, cache);
      const found = await warmUp(program, {
        node: runnable,
        settings: warmUpSettings,
        beside,
      });
      return { reached: found.reached, said: found.said, caches: await keep(found.caches, cache) };
    },
    // What a busy machine did not get to is tried again: the image must not depend on it for ever.
    async (found) =>
      found.reached !== 'nothing' && (await kept(found.caches, cache)).every((size) => size !== undefined),
  );
  const read = caches.map(async ([path, digest]) => [path, await cache.blobs.read(digest)] as const);
  return { reached, said, caches: new Map(await Promise.all(read)) };
}

/** Code caches as blobs: a change of code mostly leaves those of packages as they were. */
function keep(caches: ReadonlyMap<string, Buffer>, { blobs }: BuildCache) {
  return Promise.all(
    [...caches].map(async ([path, content]) => [path, (await blobs.add(content)).digest] as const),
  );
}

function kept(caches: readonly (readonly [string, string])[], { blobs }: BuildCache) {
  return Promise.all(caches.map(([, digest]) => blobs.size(digest)));
}

/** @throws ToolkitError SW_ADDON_PLATFORM, SW_LAYER_PATH, SW_NODE_UNAVAILABLE, SW_NODE_INVALID, SW_WRITE_FAILED */
export async function nodeProgramImage(
  built: NodeProgram,
  { architecture }: Platform,
  { node, settings, layerOptions }: NodeProgramOptions,
): Promise<ProgramImage> {
  const { bundle, program, assets } = built;
  const { cache } = layerOptions;
  const binary = await nodeBinary(nodePackage(architecture, node), settings.locales, cache);
  const caches = architecture === ownArchitecture ? built.caches : new Map<string, Buffer>();
  const hasAddons = [...built.carried.files.values()].flat().some((path) => path.endsWith('.node'));
  const carried = await carriedFiles(built.carried, {
    architecture,
    node: hasAddons ? nodeInterface(await cache.blobs.read(binary.digest)) : undefined,
  });
  const files = (part: Program['app']) =>
    [...part].flatMap(([path, content]): TarEntry[] => {
      const cached = caches.get(`${path}.cache`);
      const entry = file(path, content);
      return cached === undefined ? [entry] : [entry, file(`${path}.cache`, cached)];
    });
  const isPackages = ({ path }: TarEntry) => /^(app\/)?node_modules\//.test(path);
  // Of a package that is carried `assets` may name files, too: those that it loads by a name that is known only at run time.
  const places = new Set(carried.map(({ path }) => path));
  const named = assets.filter((it) => isPackages(it) && !places.has(it.path));
  const vendor = [...files(program.vendor), ...carried, ...named];
  const layers = [
    await cachedLayer(
      `node ${node}`,
      ['node', binary.digest],
      () => nodeEntries(binary, cache),
      layerOptions,
    ),
    ...(vendor.length === 0 ? [] : [await makeLayer('packages', vendor, layerOptions)]),
    // Without code caches: they would double what every change of code resends, and save it a millisecond of compiling.
    await makeLayer(
      'the service',
      [...files(program.app), ...assets.filter((asset) => !isPackages(asset))],
      layerOptions,
    ),
  ];
  return {
    layers,
    process: {
      Entrypoint: [NODE_PATH, `/${APP}/main.js`],
      WorkingDir: `/${APP}`,
      Env: [`${EnvName.nodeEnv}=production`],
    },
    components: [
      nodeComponent(node, binary.digest.replace('sha256:', '')),
      ...[...bundle.packages, ...carriedPackages(built.carried)].map(npmComponent),
    ],
  };
}

function file(path: string, content: Buffer): TarEntry {
  return { type: 'file', path: `${APP}/${path}`, content };
}
