/** States, the deadline budget, ordered start and stop, signals. */
export type { Component, ComponentCheck, StartContext } from './component.ts';
export { deadlineIn, type Deadline } from './deadline.ts';
