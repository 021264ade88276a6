/** Products, their photos, and the cached first page. */
export { Catalogue } from './catalogue.ts';
export { openPhotos, PHOTO_BYTES, photos } from './photos/index.ts';
export { products } from './products.ts';
export { operations as productOperations } from './operations.ts';
