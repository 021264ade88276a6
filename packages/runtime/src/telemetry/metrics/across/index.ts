/** One exposition for several processes: their figures are sent to one of them and merged there. */
export { mergeProcesses, totalsOf } from './merge.ts';
export { fromWire, toWire, type WireFamily } from './wire.ts';
