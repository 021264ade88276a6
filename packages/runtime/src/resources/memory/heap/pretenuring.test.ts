import { expect, test } from 'vitest';
import { EventBus } from '../../../events.ts';
import { avoidPretenuring } from './pretenuring.ts';

test('nothing is allocated in the old space at once, from when the code is loaded', () => {
  const bus = new EventBus();
  const flags: string[] = [];
  avoidPretenuring(bus, (flag) => flags.push(flag));
  expect(flags).toEqual([]);
  bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
  expect(flags).toEqual(['--no-allocation-site-pretenuring']);
});
