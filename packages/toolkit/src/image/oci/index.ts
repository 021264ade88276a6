/** The image format: descriptors, manifests, and the forms that an image is written in. */
export { MediaType } from './types.ts';
export type {
  Descriptor,
  HistoryEntry,
  ImageConfig,
  Index,
  Manifest,
  Platform,
  ProcessConfig,
} from './types.ts';
