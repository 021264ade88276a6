/** How reports say things: events and quantities. */
export { formatEvent, isRoutine, subjectOf } from './format-event.ts';
export { formatDuration } from './quantities.ts';
