/** Layers: archives that are the same bytes for the same files, packed once. */
export { layerMediaType, type Compression } from './compression.ts';
export { cachedLayer, makeLayer, type Layer, type LayerOptions } from './layer.ts';
export { readTar, type TarFile } from './read-tar.ts';
export { archiveEnd, padding, type TarEntry } from './tar.ts';
export { tarHeader } from './tar-header.ts';
