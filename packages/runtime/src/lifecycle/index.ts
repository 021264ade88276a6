/**
 * States, the deadline budget, ordered start and stop, signals.
 *
 * The signals come first, so that they are handled from the first instruction.
 */
import './early-signals.ts';

export { crashBudget, planBudget, type Budget } from './budget.ts';
export type { Component, ComponentCheck, StartContext } from './component.ts';
export { adoptSignals, listensToHangup } from './early-signals.ts';
export { exitNow } from './exit.ts';
export { deadlineIn, orTimeout, type Deadline } from './deadline.ts';
export { Lifecycle, type Outcome } from './lifecycle.ts';
export { runProcess } from './process.ts';
export { retry, type RetryOptions } from './retry.ts';
