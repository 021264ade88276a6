import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { Invalidations } from './invalidations.ts';
import { SingleFlight } from './single-flight.ts';

test('an answer that never comes is waited for no longer than a lease by those who ask later', async () => {
  const clock = new VirtualClock();
  const flights = new SingleFlight({ clock, invalidations: new Invalidations(), leaseMs: 1000 });
  const lost = flights.begin('key', [], () => new Promise<never>(() => {}));
  await clock.advance(1000);
  expect(flights.join('key', [])).toBe(lost);
  await clock.advance(1);
  expect(flights.join('key', [])).toBeUndefined();
  const next = flights.begin('key', [], () => Promise.resolve('value'));
  expect(flights.join('key', [])).toBe(next);
  await next;
  expect(flights.join('key', [])).toBeUndefined();
});
