/** What Kubernetes' API refuses though it fits the schemas. */
export { breachesOf } from './breaches.ts';
export { checkUnique } from './unique.ts';
export { nameFault, portNameFault } from './names.ts';
