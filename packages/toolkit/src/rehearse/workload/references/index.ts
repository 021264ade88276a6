/** What pods refer to in ConfigMaps and Secrets, where it is missing, and where the addresses of dependencies go. */
export { refuseMissing } from './missing.ts';
export { withDependencies } from './with-dependencies.ts';
