import { defaultCacheFolder } from '../../../file-system/cache-folder.ts';
import { ToolkitError } from '../../../errors.ts';
import {
  attach,
  blobsOf,
  buildImage,
  formatReference,
  loadImage,
  openBuildCache,
  ownArchitecture,
  parseReference,
  prepareCacheFolder,
  pinnedName,
  pushImage,
  SBOM_MEDIA_TYPE,
  writeArchive,
  writeLayout,
  type BuildCache,
  type BuiltImage,
  type Engine,
  type Platform,
  type Reference,
} from '../../../image/index.ts';
import { imageTag } from '../../../image-tag.ts';
import { readProject, type Project, type ProjectOptions } from '../../../project/index.ts';
import { messageOf } from '../../../message-of.ts';
import { writing } from '../../../file-system/writing.ts';
import { errorText } from '../../error-text.ts';
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { uploadProgress } from './progress.ts';
import { summary, type ImageReport } from './report.ts';

/** The options of `seaworthy image`, as commander gives them. */
export interface ImageFlags extends ProjectOptions {
  readonly tag?: string;
  readonly output?: string;
  readonly push?: boolean;
  readonly load?: Engine;
  readonly platform?: readonly Platform['architecture'][];
  readonly base?: string;
  readonly node?: string;
  readonly ldflags?: string;
  readonly zstd?: boolean;
  readonly timeZones?: boolean;
  readonly startCache?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly label?: Readonly<Record<string, string>>;
  readonly mountFrom?: readonly string[];
  readonly insecure?: boolean;
  readonly cache?: string;
  readonly json?: boolean;
}

/**
 * Builds the image and brings it to where the flags say; without any, to `<name>.tar`.
 *
 * @throws ToolkitError
 */
export async function runImage(folder: string, flags: ImageFlags): Promise<void> {
  const started = performance.now();
  const named = flags.tag === undefined ? undefined : parseReference(flags.tag);
  if (named?.digest !== undefined)
    throw new ToolkitError('SW_IMAGE_REFERENCE', {
      what: `"${flags.tag}" names a digest, which only the build gives`,
    });
  if (flags.push === true && named === undefined)
    throw new ToolkitError('SW_COMMAND_USAGE', { what: '`--push` needs `--tag` to know where to' });
  if (flags.mountFrom !== undefined && flags.push !== true)
    throw new ToolkitError('SW_COMMAND_USAGE', { what: '`--mount-from` is for what `--push` uploads' });
  const project = await readProject(folder, flags);
  if (flags.node !== undefined && project.language === 'go')
    throw new ToolkitError('SW_COMMAND_USAGE', { what: '`--node` is for Node services, and this one is Go' });
  if (flags.ldflags !== undefined && project.language === 'node')
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: '`--ldflags` is for Go services, and this one is Node',
    });
  const reference = named ?? localReference(project);
  const cacheFolder = flags.cache ?? defaultCacheFolder();
  await prepareCacheFolder(cacheFolder);
  const cache = openBuildCache(cacheFolder, (what) => console.error(`fetching ${what}`));
  const { base, node, ldflags, timeZones, startCache, env, label, insecure } = flags;
  const built = await buildImage(project, {
    cache,
    architectures: flags.platform ?? [ownArchitecture ?? 'amd64'],
    compression: flags.zstd === true ? 'zstd' : 'gzip',
    base,
    node,
    ldflags,
    timeZones,
    startCache,
    env,
    labels: label,
    insecure,
    time: sourceDateEpoch(),
  });
  const buildMs = Math.round(performance.now() - started);
  const places = await deliver(built, reference, flags, cache);
  const report: ImageReport = {
    name: formatReference(reference),
    digest: built.image.descriptor.digest,
    bytes: blobsOf(built.image).reduce((sum, { size }) => sum + size, 0),
    platforms: built.image.platforms.map(({ platform, manifest }) => ({
      platform: `${platform.os}/${platform.architecture}`,
      layers: manifest.layers.map(({ digest, size }) => ({ digest, bytes: size })),
    })),
    entry: relative(project.root, project.entry),
    entryFrom: project.entryFrom,
    startCache: built.startCache,
    warnings: built.warnings,
    buildMs,
    ...places,
  };
  console.log(flags.json === true ? JSON.stringify(report) : summary(report));
}

/** @throws ToolkitError SW_IMAGE_REFERENCE where the project's name or version can't be part of one */
function localReference({ name, version }: Project): Reference {
  return parseReference(`localhost/${name}:${imageTag(version)}`, 'Name the image by `--tag`.');
}

async function deliver(
  built: BuiltImage,
  reference: Reference,
  flags: ImageFlags,
  cache: BuildCache,
): Promise<Pick<ImageReport, 'output' | 'sbom' | 'loaded' | 'pushed'>> {
  const { image, sbom } = built;
  const name = formatReference(reference);
  const wantsFile = flags.output !== undefined || (flags.push !== true && flags.load === undefined);
  const output = wantsFile ? (flags.output ?? `${reference.repository.split('/').at(-1)}.tar`) : undefined;
  if (output !== undefined) {
    await (output.endsWith('.tar') ? writeArchive : writeLayout)(image, name, output, cache);
    await writing(`${output}.cdx.json`, (partial) => writeFile(partial, sbom));
  }
  if (flags.load !== undefined) await loadImage(image, name, flags.load, cache);
  const pushed = flags.push === true ? await push(built, reference, flags, cache) : undefined;
  return { output, sbom: output && `${output}.cdx.json`, loaded: flags.load, pushed };
}

async function push({ image, sbom }: BuiltImage, reference: Reference, flags: ImageFlags, cache: BuildCache) {
  const progress = uploadProgress(process.stderr);
  const { insecure, mountFrom = [] } = flags;
  const client = await pushImage(image, reference, {
    cache,
    insecure,
    mountFrom,
    onEvent: (event) => progress.onEvent(event),
  });
  progress.end();
  try {
    await attach({ mediaType: SBOM_MEDIA_TYPE, content: sbom }, image.descriptor, client, cache);
  } catch (error) {
    // The image is there and whole: what is said of it must not fail the build.
    console.error(errorText(`the bill of materials was not attached: ${messageOf(error)}`));
  }
  return pinnedName(image, reference);
}

/** @throws ToolkitError SW_COMMAND_USAGE where `SOURCE_DATE_EPOCH` is set and no whole number of seconds */
function sourceDateEpoch(): number {
  const text = process.env['SOURCE_DATE_EPOCH'];
  if (text === undefined || text === '') return 0;
  const seconds = Number(text);
  // What 11 octal digits of a tar header can say.
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds < 8 ** 11) return seconds;
  throw new ToolkitError('SW_COMMAND_USAGE', {
    what: `SOURCE_DATE_EPOCH is "${text}", not a number of seconds`,
  });
}
