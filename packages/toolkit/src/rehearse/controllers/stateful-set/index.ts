/** A StatefulSet's controller: pods with stable names, in order. */
export { StatefulSet, type StatefulSetOptions } from './stateful-set.ts';
