import { expect, test } from 'vitest';
import type { State } from '../../events.ts';
import type { CheckResult } from '../checks/index.ts';
import { assess } from './health.ts';
import { aliveAt } from './liveness.ts';
import { SharedState } from './shared-state.ts';

const alive = aliveAt(0);
const stalled = { ...alive, alive: false, stalledMs: 20_000 };
const down: CheckResult = { name: 'db', critical: true, status: 'failing', since: 0 };

test.each<[State, boolean, readonly [number, number, number]]>([
  ['starting', false, [503, 200, 503]],
  ['ready', true, [200, 200, 200]],
  ['degraded', true, [200, 200, 200]],
  ['draining', true, [200, 200, 503]],
  ['stopping', true, [200, 200, 503]],
  ['stopped', true, [200, 200, 503]],
  ['failed', false, [503, 200, 503]],
])('%s: startup, liveness, readiness', (state, started, expected) => {
  const { startup, liveness, readiness } = assess({ state, started, checksPass: true }, alive, []);
  expect([startup, liveness, readiness].map(({ ok }) => (ok ? 200 : 503))).toEqual(expected);
});

test('a stalled loop fails liveness and readiness, not startup', () => {
  const health = assess({ state: 'ready', started: true, checksPass: true }, stalled, []);
  expect(health.startup.ok).toBe(true);
  expect(health.liveness).toEqual({ ok: false, reason: 'the main loop has been stalled for 20000 ms' });
  expect(health.readiness.ok).toBe(false);
});

test('a critical check that fails takes the service out, is named, and leaves liveness alone', () => {
  const health = assess({ state: 'ready', started: true, checksPass: false }, alive, [
    down,
    { ...down, name: 'cache', critical: false },
  ]);
  expect(health.readiness).toEqual({ ok: false, reason: 'waiting for db' });
  expect(health.liveness.ok).toBe(true);
});

test('what shared memory says decides, even before the message that explains it', () => {
  const health = assess({ state: 'ready', started: true, checksPass: false }, alive, []);
  expect(health.readiness).toEqual({ ok: false, reason: 'waiting for a dependency' });
});

test('a service has started once it has served, not where its start was given up', () => {
  const shared = new SharedState();
  for (const state of ['starting', 'stopping', 'failed'] as const) {
    shared.state = state;
    expect(shared.started).toBe(false);
  }
  shared.state = 'degraded';
  shared.state = 'draining';
  expect(shared.started).toBe(true);
});
