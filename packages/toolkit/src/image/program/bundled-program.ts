import { join, relative } from 'node:path';
import { isWithin } from '../../file-system/is-within.ts';
import { ToolkitError } from '../../errors.ts';
import type { Project } from '../../project/index.ts';
import { mayBeSecret } from '../../file-system/secret-files.ts';
import {
  bundleNode,
  imagePlace,
  loaderChunk,
  programFiles,
  traceCarried,
  unbuiltAddons,
  type Bundle,
  type Carried,
  type Program,
} from '../bundle/index.ts';
import type { TarEntry } from '../layers/index.ts';
import { assetEntries } from './assets.ts';
import { refusePackageProgram } from './package-program.ts';
import { scriptWarnings } from './script-warnings.ts';

/** A service's own code and its packages, bundled, and the files that go beside. */
export interface BundledProgram {
  readonly bundle: Bundle;
  readonly program: Program;
  readonly assets: readonly TarEntry[];
  readonly carried: Carried;
  /** Whether it defines a service of our runtime, which tells its contract when it is asked to `describe` it. */
  readonly definesService: boolean;
  /** What may not be in the image as it is in the source, for people. */
  readonly warnings: readonly string[];
}

/**
 * Bundles a Node service as its package.json says.
 *
 * @param options.inSource whether it finds the files that it names where they are in the source. Default false: they are refused
 * where they are missing, and come along
 * @throws ToolkitError SW_ENTRY_MISSING where that is a program of a package, SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING, SW_LAYER_PATH where an asset has the place of
 * a file that the program is made of
 */
export async function bundledProgram(
  project: Project,
  { inSource = false }: { readonly inSource?: boolean } = {},
): Promise<BundledProgram> {
  const { root, entry, conditions, packageJson = {} } = project;
  refusePackageProgram(project);
  const { external = [], exclude = [], assets = [] } = packageJson.seaworthy?.image ?? {};
  const [bundle, loader] = await Promise.all([
    bundleNode({ root, entry, conditions, external, exclude, inSource }),
    loaderChunk(),
  ]);
  const [referred, named, carried] = await Promise.all([
    assetEntries(root, bundle.assets, []),
    assetEntries(root, [], inSource ? [] : assets),
    traceCarried(root, bundle.carried),
  ]);
  const files = [...new Map([...referred, ...named].map((file) => [file.path, file])).values()];
  const isManifest = ({ path }: TarEntry) => path === 'app/package.json';
  const program = programFiles(bundle, loader, packageJson, files.some(isManifest));
  // What starts the service in the place of its own file stays, though `assets` may name all of a folder.
  const isStart = ({ path }: TarEntry) => path === `app/${bundle.main}` && bundle.main !== 'main.js';
  const beside = files.filter((file) => !isManifest(file) && !isStart(file));
  const clash = beside.find(({ path }) => {
    const place = path.replace(/^app\//, '');
    return program.app.has(place) || program.vendor.has(place);
  });
  if (clash !== undefined)
    throw new ToolkitError('SW_LAYER_PATH', {
      what: 'The program has a file of this name',
      where: clash.path,
    });
  const read = new Set([...bundle.assets, ...carried.withheld.map((path) => relative(root, path))]);
  const withheld = [...read].filter(
    (path) => mayBeSecret(path) && !files.some((file) => file.path === imagePlace(root, join(root, path))),
  );
  const warnings = [
    ...scriptWarnings(project),
    ...bundle.warnings.flatMap((it) => (isCovered(it, named, root) ? [] : [it.text])),
    ...unbuiltAddons(carried),
    ...withheld.map((path) =>
      // What lies outside the project can't be named.
      path.startsWith('..')
        ? `${path} may hold secrets: it is not in the image`
        : `${path} may hold secrets: it is in the image only if \`assets\` names it`,
    ),
  ];
  return {
    bundle,
    program,
    assets: beside,
    carried,
    definesService: definesService(bundle, carried),
    warnings,
  };
}

/** Said wherever it may be so: what is left of the runtime in a bundle has its names, and a package that is carried may call it. */
function definesService({ chunks }: Bundle, { files }: Carried): boolean {
  const carriesRuntime = [...files.values()].some((paths) =>
    paths.some((path) => path.includes('/@seaworthy/runtime/')),
  );
  return carriesRuntime || chunks.some(({ code }) => /\bdefineService\b/.test(code));
}

/** Whether `assets` name what a module needs, or something in the folder that it is in: then the project has said what it is. */
function isCovered({ about }: Bundle['warnings'][number], named: readonly TarEntry[], root: string): boolean {
  const place = about && imagePlace(root, about);
  return place !== undefined && named.some(({ path }) => isWithin(place, path));
}
