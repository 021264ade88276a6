/** W3C Trace Context and Baggage, in and out. */
export { TraceFlag } from './traceparent.ts';
export { W3CPropagator, type PropagatorSettings } from './w3c-propagator.ts';
