/** Reading a repository: what it is written in, where it starts, and the contract that it keeps. */
export { CONTRACT_FILE, contractOf, isOnRuntime } from './contract.ts';
export { parseContractYaml } from './contract-yaml.ts';
export { serverOfFile, type BuiltServer } from './built-server.ts';
export { preloadsOf, startedFile, type StartedFile } from './start-script.ts';
export { goVersion, readGoMod } from './go-mod.ts';
export { holdsProject, readProject, type Project, type ProjectOptions } from './project.ts';
export {
  licenceOf,
  parseManifest,
  readPackageJson,
  type ImageSettings,
  type PackageJson,
  type WarmUpSettings,
} from './package-json.ts';
