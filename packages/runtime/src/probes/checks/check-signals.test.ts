import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { createChecks } from './index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a run leaves nothing behind, even where its check still listens to its signal', async () => {
  const clock = new VirtualClock();
  const checks = createChecks({ clock, emit: () => undefined, random: () => 0.5 });
  const signals: WeakRef<AbortSignal>[] = [];
  const run = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => undefined);
    signals.push(new WeakRef(signal));
  };
  checks.add({ name: 'db', run, intervalMs: 100 });
  await clock.advance(2_000);
  await turn();
  collect();
  expect(signals.length).toBeGreaterThan(10);
  expect(signals.filter((signal) => signal.deref() !== undefined).length).toBeLessThanOrEqual(1);
  checks.stop();
});
