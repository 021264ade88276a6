import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../testing/index.ts';
import type { Family } from '../family.ts';
import { eventLoopSource, type DelayMonitor } from './event-loop.ts';
import type { MetricSource } from './source.ts';

const PERIOD_SECONDS = 0.1;

describe('the delay of the event loop', () => {
  let source: MetricSource | undefined;
  afterEach(() => source?.stop?.());

  it('is told to every scraper alike, for 30 to 60 seconds', async () => {
    const clock = new VirtualClock();
    const monitors: FakeMonitor[] = [];
    source = eventLoopSource(clock, () => {
      const monitor = new FakeMonitor();
      monitors.push(monitor);
      return monitor;
    });
    const see = (seconds: number) => {
      for (const monitor of monitors) monitor.see(seconds);
    };
    const longest = async () => value(await source?.collect(), 'nodejs_eventloop_lag_max_seconds');

    await clock.advance(29_000);
    see(PERIOD_SECONDS + 0.5);
    expect(await longest()).toBeCloseTo(0.5);
    expect(await longest()).toBeCloseTo(0.5);
    await clock.advance(30_000);
    expect(await longest()).toBeCloseTo(0.5);
    see(PERIOD_SECONDS + 0.1);
    await clock.advance(1_000);
    expect(await longest()).toBeCloseTo(0.1);
  });

  it('is zero before anything was seen, and stops with the source', async () => {
    const clock = new VirtualClock();
    const monitors = [new FakeMonitor(), new FakeMonitor()];
    let next = 0;
    source = eventLoopSource(clock, () => monitors[next++] ?? new FakeMonitor());
    expect(value(await source.collect(), 'nodejs_eventloop_lag_p99_seconds')).toBe(0);
    expect(monitors.map(({ enabled }) => enabled)).toEqual([true, true]);
    source.stop?.();
    expect(monitors.map(({ enabled }) => enabled)).toEqual([false, false]);
    expect(clock.pending).toBe(0);
  });

  it('counts busy and idle time', async () => {
    source = eventLoopSource(new VirtualClock());
    const before = performance.eventLoopUtilization();
    const families = await source.collect();
    const busy = families.find(({ name }) => name === 'nodejs_eventloop_time_seconds_total');
    expect(busy?.points.map(({ labels }) => labels.attributes['nodejs.eventloop.state'])).toEqual([
      'active',
      'idle',
    ]);
    const after = performance.eventLoopUtilization();
    for (const [index, state] of (['active', 'idle'] as const).entries()) {
      const point = busy?.points[index];
      const seconds = point !== undefined && 'value' in point ? point.value : undefined;
      expect(seconds).toBeGreaterThanOrEqual(before[state] / 1000);
      expect(seconds).toBeLessThanOrEqual(after[state] / 1000);
    }
  });
});

class FakeMonitor implements DelayMonitor {
  enabled = false;
  #seen: number[] = [];

  get count(): number {
    return this.#seen.length;
  }

  get max(): number {
    return Math.max(0, ...this.#seen);
  }

  see(seconds: number): void {
    this.#seen.push(seconds * 1e9);
  }

  percentile(): number {
    return this.max;
  }

  reset(): void {
    this.#seen = [];
  }

  enable(): void {
    this.enabled = true;
  }

  disable(): void {
    this.enabled = false;
  }
}

function value(families: readonly Family[] | undefined, name: string): number | undefined {
  const [point] = families?.find((family) => family.name === name)?.points ?? [];
  return point !== undefined && 'value' in point ? point.value : undefined;
}
