import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { Workers } from './index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a run leaves nothing behind while its worker lives, even where something still listens to its signals', async () => {
  const clock = new VirtualClock();
  const workers = new Workers(clock, () => undefined);
  const signals: WeakRef<AbortSignal>[] = [];
  workers.add('job', { everyMs: 1000 }, ({ finish, abort }) => {
    const either = AbortSignal.any([finish, abort]);
    either.addEventListener('abort', () => undefined);
    signals.push(new WeakRef(either));
  });
  await clock.advance(20_000);
  expect(signals.length).toBeGreaterThan(20);
  // Those of the run are collected first, and then, as Node hears of that, what hung on them.
  await expect
    .poll(() => {
      collect();
      return signals.filter((signal) => signal.deref() !== undefined);
    })
    .toEqual([]);
  workers.finish();
});
