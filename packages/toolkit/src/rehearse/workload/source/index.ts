/** Where a workload's objects come from: manifests as users have them, or what follows from a contract. */
export { readService, type Service } from './service.ts';
export { readObjectSet, refuse, type ObjectSet } from './object-set.ts';
