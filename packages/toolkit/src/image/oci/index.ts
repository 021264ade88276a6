/** The image format: descriptors, manifests, and the forms that an image is written in. */
export { writeArchive } from './archive.ts';
export { addJson, blobsOf, makeImage, makeIndex, type Image, type PlatformImage } from './image.ts';
export { writeLayout } from './layout.ts';
export { MediaType } from './types.ts';
export type { Descriptor, ImageConfig, Index, Manifest, Platform, ProcessConfig } from './types.ts';
