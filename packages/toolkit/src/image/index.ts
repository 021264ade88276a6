/** From a project to an image: built without a daemon, written to a file, loaded or pushed. */
export { buildImage, type BuildOptions, type BuiltImage } from './build.ts';
export { openBuildCache, prepareCacheFolder, type BuildCache } from './cache/index.ts';
export { loadImage, type Engine } from './engine/index.ts';
export { blobsOf, writeArchive, writeLayout, type Image, type Platform } from './oci/index.ts';
export { lendProgram, ownArchitecture, readContract, startableProgram } from './program/index.ts';
export {
  attach,
  formatReference,
  parseReference,
  pinnedName,
  pushImage,
  type Reference,
  type UploadEvent,
} from './registry/index.ts';
export { SBOM_MEDIA_TYPE } from './sbom/index.ts';
