/** From a project's source to the files of a program: one script of its own code, one of its packages. */
export { addonPlatform, nodeInterface } from './packages/addon-platform.ts';
export { carriedFiles, carriedPackages, traceCarried, type Carried } from './packages/carried-files.ts';
export { imagePlace } from './image-place.ts';
export { loaderChunk } from './loader-chunk.ts';
export { bundleNode, type Bundle } from './node-bundle.ts';
export { neededLibraries } from './packages/elf.ts';
export type { InstalledPackage } from './packages/packages.ts';
export { placeProgram, withPlacedProgram, type PlacedProgram } from './placed-program.ts';
export { unbuiltAddons } from './packages/unbuilt-addons.ts';
export { programFiles, type Program } from './program-files.ts';
