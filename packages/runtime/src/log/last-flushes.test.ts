import { expect, test } from 'vitest';
import { EventBus } from '../events.ts';
import { limitLastFlushes } from './last-flushes.ts';

test('flushes are limited from the last stage on, and by a second signal', () => {
  const bus = new EventBus();
  const limits: number[] = [];
  limitLastFlushes(bus, { flushWithin: (ms) => limits.push(ms) });
  bus.emit({ type: 'signal', signal: 'SIGTERM', repeated: false });
  bus.emit({ type: 'drain.stage', stage: 'resources', budgetMs: 9000 });
  expect(limits).toEqual([]);
  bus.emit({ type: 'drain.stage', stage: 'flush', budgetMs: 1000 });
  bus.emit({ type: 'signal', signal: 'SIGTERM', repeated: true });
  expect(limits).toEqual([1500, 500]);
});
