/** What users need to test their own service. */
export { VirtualClock } from './virtual-clock.ts';
