/** Everything of an image above its base, by language. */
export { goWarnings } from './go-warnings.ts';
export { goProgramImage } from './go-program.ts';
export { startableProgram } from './startable-program.ts';
export { buildNodeProgram, nodeProgramImage, ownArchitecture } from './node-program.ts';
export { lendProgram, readContract } from './read-contract.ts';
export type { ProgramImage } from './program.ts';
