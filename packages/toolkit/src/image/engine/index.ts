/** Container engines of this machine. */
export { engines, loadImage, type Engine } from './engine.ts';
