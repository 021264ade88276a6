/** What became of each lost request, and why. */
export { endingOf, scriptShellOf, type Ending } from './ending.ts';
export { explainLosses } from './explain.ts';
export { outageExits } from './causes/outage.ts';
export { isByProbe, outageBehind } from './causes/liveness.ts';
export { killCause } from './causes/ending.ts';
export { isQueued } from './queue.ts';
export { takings, type Taking } from './causes/downtime.ts';
export { ownEndBefore, type OwnEnd } from './causes/own-end.ts';
export { FIRST_MS } from './causes/starting.ts';
export { isExcused, type Excuse, type Loss, type LossFault } from './loss.ts';
export { isOfRunning, ownLosses } from './own.ts';
