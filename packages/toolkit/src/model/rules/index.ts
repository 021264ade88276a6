/** What Kubernetes' API refuses though it fits the schemas. */
export { breachesOf } from './breaches.ts';
