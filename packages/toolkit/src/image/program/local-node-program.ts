import type { Project } from '../../project/index.ts';
import {
  bundleNode,
  loaderChunk,
  placeProgram,
  programFiles,
  type Bundle,
  type PlacedProgram,
  type Program,
} from '../bundle/index.ts';
import { warmUp } from '../start-cache/index.ts';
import { assetEntries } from './assets.ts';

/**
 * The program of a Node service as its image holds it, in a folder of this machine until it is disposed of: bundled, and with
 * what V8 compiled when it was built. It is started by `main.js` in that folder.
 *
 * @param node the Node binary that it will be started with: another one would not take what was compiled
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_PACKAGE_MISSING, SW_ASSET_MISSING
 */
export async function placeNodeProgram(project: Project, node: string): Promise<PlacedProgram> {
  const { root, entry, conditions, packageJson = {} } = project;
  const { external = [], exclude = [] } = packageJson.seaworthy?.image ?? {};
  const [bundle, loader] = await Promise.all([
    bundleNode({ root, entry, conditions, external, exclude }),
    loaderChunk(),
  ]);
  const program = programFiles(bundle, loader, packageJson);
  const assets = await assetsOf(project, bundle);
  const caches = await cachesOf(project, bundle, program, node);
  return placeProgram(root, program, new Map([...assets, ...caches]));
}

async function assetsOf(
  { root, packageJson }: Project,
  { assets }: Bundle,
): Promise<Map<string, Uint8Array>> {
  const entries = await assetEntries(root, assets, packageJson?.seaworthy?.image?.assets ?? []);
  return new Map(
    entries.flatMap((entry) =>
      entry.type === 'file' ? [[entry.path.replace(/^app\//, ''), entry.content]] : [],
    ),
  );
}

async function cachesOf(
  { root, packageJson }: Project,
  { format }: Bundle,
  program: Program,
  node: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (format === 'module') return new Map();
  return (await warmUp(program, { node, root, settings: packageJson?.seaworthy?.image?.warmUp ?? {} }))
    .caches;
}
