/** Everything of an image above its base, by language. */
export { cgoWarnings } from './cgo-packages.ts';
export { goProgramImage } from './go-program.ts';
export { startableProgram } from './local-node-program.ts';
export { buildNodeProgram, nodeProgramImage, ownArchitecture } from './node-program.ts';
export { readContract } from './read-contract.ts';
export type { ProgramImage } from './program.ts';
