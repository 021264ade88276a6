/** W3C Trace Context and Baggage, and B3, in and out. */
export { HeaderPropagator, propagatorNames, type PropagatorName } from './header-propagator.ts';
export { TraceFlag } from './traceparent.ts';
