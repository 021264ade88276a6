/** Reading a repository: what it is written in, where it starts, and the contract that it keeps. */
export { asBundleError, isTopLevelAwaitError } from './bundle-error.ts';
export { CONTRACT_FILE, readContract } from './contract.ts';
export { parseContractYaml } from './contract-yaml.ts';
export { readProject, type Project, type ProjectOptions } from './project.ts';
export {
  licenceOf,
  parseManifest,
  type ImageSettings,
  type PackageJson,
  type WarmUpSettings,
} from './package-json.ts';
