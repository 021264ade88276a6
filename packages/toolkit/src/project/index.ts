/** Reading a repository: what it is written in, where it starts, and the contract that it keeps. */
export { readContract } from './contract.ts';
export { readProject, type Project, type ProjectOptions } from './project.ts';
export type { ImageSettings, PackageJson, Settings, WarmUpSettings } from './package-json.ts';
