import { beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeEvent } from '../../../events.ts';
import { deadlineIn } from '../../../lifecycle/index.ts';
import { VirtualClock } from '../../../testing/index.ts';
import { MetricPush } from './push.ts';

const INTERVAL_MS = 60_000;
const TIMEOUT_MS = 30_000;

describe('metrics that are pushed', () => {
  let clock: VirtualClock;
  let events: RuntimeEvent[];
  let sent: number[];
  let answer: (signal: AbortSignal) => Promise<void>;
  let closed: boolean;
  let push: MetricPush;
  beforeEach(() => {
    clock = new VirtualClock();
    events = [];
    sent = [];
    closed = false;
    answer = () => Promise.resolve();
    push = new MetricPush({
      clock,
      emit: (event) => events.push(event),
      intervalMs: INTERVAL_MS,
      timeoutMs: TIMEOUT_MS,
      close: () => (closed = true),
      send: (signal) => {
        sent.push(clock.now());
        return answer(signal);
      },
    });
  });

  it('go at the interval, and once more at the end', async () => {
    await clock.advance(2 * INTERVAL_MS + 1);
    expect(sent).toEqual([INTERVAL_MS, 2 * INTERVAL_MS]);
    using deadline = deadlineIn(clock, 1000);
    await push.shutdown(deadline);
    expect(sent).toEqual([INTERVAL_MS, 2 * INTERVAL_MS, 2 * INTERVAL_MS + 1]);
    expect(closed).toBe(true);
    await clock.advance(2 * INTERVAL_MS);
    expect(sent).toHaveLength(3);
  });

  it('tell the first failure and the recovery, and go on', async () => {
    answer = () => Promise.reject(new Error('HTTP 503'));
    await clock.advance(3 * INTERVAL_MS);
    answer = () => Promise.resolve();
    await clock.advance(INTERVAL_MS);
    expect(events).toEqual([
      { type: 'telemetry.export', signal: 'metrics', state: 'failing', dropped: 1, error: 'HTTP 503' },
      { type: 'telemetry.export', signal: 'metrics', state: 'recovered', dropped: 3 },
    ]);
  });

  it('give up on a collector that does not answer, and never send twice at a time', async () => {
    answer = hang;
    await clock.advance(INTERVAL_MS + TIMEOUT_MS - 1);
    expect(events).toEqual([]);
    await clock.advance(1);
    expect(events).toMatchObject([{ state: 'failing', dropped: 1 }]);
    await clock.advance(INTERVAL_MS - TIMEOUT_MS);
    expect(sent).toHaveLength(2);
  });

  it('wait at the end for the one that is on its way', async () => {
    const first = Promise.withResolvers<void>();
    answer = () => first.promise;
    await clock.advance(INTERVAL_MS);
    using deadline = deadlineIn(clock, 1000);
    const ended = push.shutdown(deadline);
    await clock.advance(100);
    expect([sent.length, closed]).toEqual([1, false]);
    first.resolve();
    await ended;
    expect([sent.length, closed]).toEqual([2, true]);
  });

  it('end by the deadline when the collector hangs', async () => {
    answer = hang;
    await clock.advance(INTERVAL_MS);
    using deadline = deadlineIn(clock, 1000);
    let ended = false;
    void push.shutdown(deadline).then(() => (ended = true));
    await clock.advance(999);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(ended).toBe(true);
  });
});

function hang(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
