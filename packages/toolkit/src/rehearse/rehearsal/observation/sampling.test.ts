import { expect, test } from 'vitest';
import { listeningNowhere, type Listening } from '../../engines/index.ts';
import type { RehearsalEvent } from '../../events.ts';
import { VirtualClock } from '../../testing/index.ts';
import type { ObservedEngine, ObservedPod } from './observed-engine.ts';
import { startSampling } from './sampling.ts';

/** One pod whose port is looked at; what is seen there may be changed. */
function sampled() {
  const clock = new VirtualClock();
  const events: RehearsalEvent[] = [];
  const seen: { now: Listening } = { now: listeningNowhere };
  const pod = { sandbox: { listening: () => Promise.resolve(seen.now) }, containers: new Map() };
  const pods = new Map([['web-1', pod as unknown as ObservedPod]]);
  const stop = startSampling({
    engine: { pods } as unknown as ObservedEngine,
    clock,
    note: (happening) => void events.push({ ...happening, at: clock.now() }),
    usage: () => {},
    fault: (error) => {
      throw error;
    },
  });
  return { clock, events, pods, seen, stop };
}

const listening = (waiting: number): Listening => ({
  ports: new Set([8080]),
  loopbackOnly: new Set(),
  waiting: new Map(waiting > 0 ? [[8080, waiting]] : []),
});
const port = { type: 'port', pod: 'web-1', port: 8080 } as const;

test('a port that closes is told with who waited there at the last look, and since when some did', async () => {
  const { clock, events, seen, stop } = sampled();
  for (const waiting of [4, 0, 1, 7, 3]) {
    seen.now = listening(waiting);
    await clock.advance(50);
  }
  seen.now = listeningNowhere;
  await clock.advance(50);
  await stop();
  expect(events).toEqual([
    { ...port, at: 50, listening: true },
    { ...port, at: 300, listening: false, waiting: { count: 3, at: 250, since: 150 } },
  ]);
});

test('one where nobody waited is told alone', async () => {
  const { clock, events, seen, stop } = sampled();
  seen.now = listening(0);
  await clock.advance(50);
  seen.now = listeningNowhere;
  await clock.advance(50);
  await stop();
  expect(events.at(-1)).toEqual({ ...port, at: 100, listening: false });
});

test('of a pod that is gone before its port was seen to close, who waited there is told', async () => {
  const { clock, events, pods, seen, stop } = sampled();
  seen.now = listening(2);
  await clock.advance(150);
  pods.clear();
  await clock.advance(100);
  await stop();
  expect(events.slice(1)).toEqual([
    { ...port, at: 200, listening: false, waiting: { count: 2, at: 150, since: 50 } },
  ]);
});
