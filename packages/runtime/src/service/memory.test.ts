import { expect, test } from 'vitest';
import { EventBus } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { memoryCheck, watchExhaustion } from './memory.ts';

test('memory that stays exhausted for half a minute ends the service, what passes does not', async () => {
  const clock = new VirtualClock();
  const bus = new EventBus();
  const errors: unknown[] = [];
  using _watch = watchExhaustion(bus, clock, (error) => errors.push(error));
  const tell = (ready: boolean) =>
    bus.emit({ type: 'memory.readiness', ready, usedBytes: 9, softLimitBytes: 8, limitBytes: 10 });
  tell(false);
  await clock.advance(29_999);
  tell(true);
  await clock.advance(1_000);
  tell(false);
  await clock.advance(29_999);
  expect(errors).toEqual([]);
  await clock.advance(1);
  expect(errors).toMatchObject([{ code: 'SW_MEMORY_EXHAUSTED' }]);
});

test('the check fails once the governor is not ready', () => {
  const run = (ready: boolean) => memoryCheck({ ready }).run(new AbortController().signal);
  expect(run(true)).toBeUndefined();
  expect(() => run(false)).toThrow('more is alive without any request than the soft limit allows');
});
