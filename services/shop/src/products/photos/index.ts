/** Photos of products: where they are, and their routes. */
export { openPhotos, PHOTO_BYTES, PHOTO_TYPES } from './open.ts';
export { photos } from './photos.ts';
