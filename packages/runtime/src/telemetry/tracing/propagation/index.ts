/** W3C Trace Context and Baggage, in and out. */
export { formatTraceparent, parseTraceparent, TraceFlag } from './traceparent.ts';
export { W3CPropagator, type HeaderReader, type PropagatorSettings } from './w3c-propagator.ts';
