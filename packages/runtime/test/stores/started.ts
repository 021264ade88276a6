import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { RuntimeEvent } from '../../src/events.ts';
import { deadlineIn, type Component, type StartContext } from '../../src/lifecycle/index.ts';

/** What the components of a test are started with. */
export interface TestContext extends StartContext {
  readonly events: RuntimeEvent[];
  /** Abandons the start. */
  readonly abandon: (reason: Error) => void;
}

/** A context under the machine's own clock. */
export function testContext(): TestContext {
  const events: RuntimeEvent[] = [];
  const abandoned = new AbortController();
  return {
    clock: systemClock,
    signal: abandoned.signal,
    events,
    emit: (event) => events.push(event),
    abandon: (reason) => abandoned.abort(reason),
  };
}

/** Starts a component, and stops it when the test is over. */
export async function started<T>(component: Component<T>, context = testContext()): Promise<T> {
  const value = await component.start(context);
  onTestFinished(() => stopped(component, value));
  return value;
}

/** Stops a component within `ms` milliseconds. */
export async function stopped<T>(component: Component<T>, value: T, ms = 1000): Promise<void> {
  using deadline = deadlineIn(systemClock, ms);
  await component.stop?.(value, deadline);
}
