import type { ServiceContract } from '@seaworthy/contract';
import { licenceOf, type Project } from '../project/index.ts';
import { makeBase } from './base/index.ts';
import type { BuildCache } from './cache/index.ts';
import type { Compression, LayerOptions } from './layers/index.ts';
import { NODE_VERSION } from './node/index.ts';
import { makeImage, makeIndex, type Image, type Platform, type PlatformImage } from './oci/index.ts';
import { processConfig } from './process-config.ts';
import {
  buildNodeProgram,
  goProgramImage,
  goWarnings,
  nodeProgramImage,
  readContract,
  type ProgramImage,
} from './program/index.ts';
import { billOfMaterials, debianComponent, goComponent, npmComponent, type Component } from './sbom/index.ts';
import type { Reached } from './start-cache/index.ts';

/** How an image is built. */
export interface BuildOptions {
  readonly cache: BuildCache;
  readonly architectures: readonly Platform['architecture'][];
  /** Default gzip: every registry and engine reads it. */
  readonly compression?: Compression | undefined;
  /** An image by digest to stand on. Default: a minimal base of Debian's packages. */
  readonly base?: string | undefined;
  /** Node's exact version. */
  readonly node?: string | undefined;
  /** Flags of Go's linker besides those of every build, such as `-X main.version=1.2.3`. Default: none. */
  readonly ldflags?: string | undefined;
  /** Adds `/usr/share/zoneinfo`. Default false: Node has its own. */
  readonly timeZones?: boolean | undefined;
  /** Compiles at build time. Default true. */
  readonly startCache?: boolean | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Time of every file and of the image, in seconds since the Unix epoch. Default 0 (reproducible-builds.org, SOURCE_DATE_EPOCH). */
  readonly time?: number | undefined;
  /** Plain HTTP for the base's registry. Default: for this machine's own addresses. */
  readonly insecure?: boolean | undefined;
}

/** An image that was built; its blobs are in the cache. */
export interface BuiltImage {
  readonly image: Image;
  /** CycloneDX JSON. */
  readonly sbom: Buffer;
  readonly contract: ServiceContract | undefined;
  /** How far the warm-up of a Node service came. Undefined: there was none. */
  readonly startCache: Reached | undefined;
  /** What may not be in the image as it is in the source, for people; each may have several lines. */
  readonly warnings: readonly string[];
}

/**
 * Builds the image of a service, without a daemon. The same source gives the same digest.
 *
 * @throws ToolkitError one of the image's errors in the catalogue
 */
export async function buildImage(project: Project, options: BuildOptions): Promise<BuiltImage> {
  const { cache, compression = 'gzip', time = 0 } = options;
  const layerOptions: LayerOptions = { cache, compression, time };
  const prepared = await prepare(project, options, layerOptions);
  const { contract } = prepared;
  const platforms: PlatformImage[] = [];
  const components: Component[] = [];
  for (const architecture of options.architectures) {
    const platform: Platform = { os: 'linux', architecture };
    const [made, base] = await Promise.all([
      prepared.image(platform),
      makeBase(baseOptions(project, platform, options), layerOptions),
    ]);
    const process = processConfig(made.process, {
      project,
      contract,
      baseEnv: base.env,
      env: options.env ?? {},
      labels: options.labels ?? {},
    });
    platforms.push(
      await makeImage({ platform, layers: [...base.layers, ...made.layers], process, time }, cache),
    );
    components.push(...base.components.map(debianComponent), ...made.components);
  }
  const image = await makeIndex(platforms, cache);
  const sbom = billOfMaterials({ subject: subjectOf(project), components, time });
  const { reached: startCache, warnings } = prepared;
  return { image, sbom, contract, startCache, warnings };
}

/** What is done once, and what once for each platform. */
interface Prepared {
  readonly contract: ServiceContract | undefined;
  readonly reached: Reached | undefined;
  readonly warnings: readonly string[];
  image(platform: Platform): Promise<ProgramImage>;
}

async function prepare(
  project: Project,
  options: BuildOptions,
  layerOptions: LayerOptions,
): Promise<Prepared> {
  if (project.language === 'go') {
    const [architecture] = options.architectures;
    // Another base may have zones of its own.
    const hasZones = options.timeZones === true || options.base !== undefined;
    const [contract, warnings] = await Promise.all([
      readContract(project),
      architecture === undefined ? [] : goWarnings(project, architecture, hasZones),
    ]);
    const image = (platform: Platform) =>
      goProgramImage(project, contract, platform, { layerOptions, ldflags: options.ldflags });
    return { contract, reached: undefined, warnings, image };
  }
  const { node = NODE_VERSION, startCache = true } = options;
  const settings = project.packageJson?.seaworthy?.image ?? {};
  const onMinimalBase = options.base === undefined;
  const nodeOptions = { settings, node, startCache, onMinimalBase, layerOptions };
  const built = await buildNodeProgram(project, nodeOptions);
  const { contract, reached, warnings } = built;
  const image = (platform: Platform) => nodeProgramImage(built, platform, nodeOptions);
  return { contract, reached, warnings, image };
}

function baseOptions(
  project: Project,
  platform: Platform,
  { base, timeZones = false, insecure }: BuildOptions,
) {
  return { platform, image: base, libraries: project.language === 'node', timeZones, insecure };
}

function subjectOf({ name, version, language, packageJson }: Project): Component {
  if (language === 'go') return { ...goComponent({ name, version }), type: 'application' };
  const licence = licenceOf(packageJson ?? {});
  return { ...npmComponent({ name: packageJson?.name ?? name, version, licence }), type: 'application' };
}
