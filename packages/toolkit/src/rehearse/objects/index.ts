/** ConfigMaps and Secrets as the API holds them: pods are configured from them, and a scenario changes them. */
export { ObjectStore, type DataObject } from './object-store.ts';
