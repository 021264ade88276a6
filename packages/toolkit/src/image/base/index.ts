/** What an image stands on: a minimal base of Debian's packages, or an image given by digest. */
export { NON_ROOT } from './accounts.ts';
export { minimalBase, minimalBaseKey, type BaseContent } from './minimal-base.ts';
