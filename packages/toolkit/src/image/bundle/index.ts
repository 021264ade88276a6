/** From a project's source to the files of a program: one script of its own code, one of its packages. */
export { carriedFiles, carriedPackages, traceCarried, type Carried } from './packages/carried-files.ts';
export { imagePlace } from './image-place.ts';
export { loaderChunk } from './loader-chunk.ts';
export { bundleNode, type Bundle } from './node-bundle.ts';
export type { InstalledPackage } from './packages/packages.ts';
export { placeProgram, withPlacedProgram, type PlacedProgram } from './placed-program.ts';
export { programFiles, type Program } from './program-files.ts';
