/** Files that a command writes: what would change, shown as a difference, and written whole or not at all. */
export { findStale, formatChange, planChanges, type Change, type FileToWrite } from './change.ts';
export { applyChanges } from './apply.ts';
