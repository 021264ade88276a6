/** What an image stands on: a minimal base of Debian's packages, or an image given by digest. */
export { makeBase } from './base.ts';
export { hasLibrary } from './minimal-base.ts';
export type { BaseComponent } from './components.ts';
