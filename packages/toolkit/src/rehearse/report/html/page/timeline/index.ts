/** The timeline: what happened when, over all pods, requests and resources. */
export { clock } from './scale.ts';
export { TimeView } from './time-view.ts';
export { showTimeline } from './timeline.ts';
