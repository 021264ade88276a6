/** Products, their photos, and the cached first page. */
export { Catalogue } from './catalogue.ts';
export { products } from './products.ts';
export { operations as productOperations } from './operations.ts';
