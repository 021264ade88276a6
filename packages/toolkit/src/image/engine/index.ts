/** Container engines of this machine. */
export { loadImage, type Engine } from './engine.ts';
