/** The view in a terminal while a rehearsal runs. */
export { liveView, type LiveView, type LiveViewOptions, type Terminal } from './live-view.ts';
export type { LoadCount } from './live-state.ts';
export { loadCounter } from './load-count.ts';
