/** How reports say things: events, quantities, and text that is not to be trusted. */
export { formatEvent, isRoutine, subjectOf } from './format-event.ts';
export { formatCount, formatDuration, formatMany } from './quantities.ts';
export { visible } from './visible.ts';
