import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import type { Stage } from './stage/stage.ts';
import { start } from './start.ts';

test.each([
  [100, [true], 6000],
  [100, [false], 6000],
  [0, [false, true], 6000],
  [0, [false], 0],
])(
  'with %d requests a second and pods that are ready: %j, it watches for %d ms',
  async (perSecond, ready, ms) => {
    const clock = new VirtualClock();
    const pods = ready.map((isReady) => ({ status: { ready: isReady } }));
    const stage = { clock, load: { perSecond }, deployment: { pods } } as unknown as Stage;
    const over = start.run(stage).then(() => clock.now());
    await clock.advance(10_000);
    expect(await over).toBe(ms);
  },
);
