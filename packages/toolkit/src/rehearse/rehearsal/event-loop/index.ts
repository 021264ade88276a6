/** Stops the event loop of a Node program and nothing else of it, as a loop without an end in its code does. */
export { blockEventLoop } from './block.ts';
