/** The library behind the `seaworthy` command. */
export { defaultCacheFolder } from './file-system/cache-folder.ts';
export { ToolkitError, type ErrorCode, type ErrorDetail } from './errors.ts';
export { readProject, type Project, type ProjectOptions } from './project/index.ts';
export {
  buildImage,
  loadImage,
  openBuildCache,
  parseReference,
  pushImage,
  readContract,
  writeArchive,
  writeLayout,
  type BuildOptions,
  type BuiltImage,
  type Image,
} from './image/index.ts';
export { checkManifests, manifestFiles, type Finding, type ManifestOptions } from './manifests/index.ts';
export { readManifests, type Manifests } from './model/index.ts';
