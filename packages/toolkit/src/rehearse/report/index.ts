/** Reports of a rehearsal: pure functions of what happened and of the verdicts, one folder for each form. */
export { htmlReport } from './html/index.ts';
export { jsonReport, type JsonReport } from './json/index.ts';
export { junitReport } from './junit/index.ts';
export {
  liveView,
  loadCounter,
  type LiveView,
  type LiveViewOptions,
  type LoadCount,
  type Terminal,
} from './live/index.ts';
export { plainLimits, plainLine, plainOutput, plainSummary, wrapLines } from './plain/index.ts';
