import { beforeEach, expect, test } from 'vitest';
import { GovernedProcess, LIMIT } from '../governed-process.props.ts';

const MIB = 2 ** 20;

let process: GovernedProcess;
beforeEach(() => {
  process = new GovernedProcess();
});

test('memory that the allocator only keeps after a burst exhausts nothing, and requests are let in a few at a time', async () => {
  const { admission } = process.governor;
  const archive = admission.admit({ method: 'GET', path: '/archive' }, 0);
  process.native = 325 * MIB;
  await process.clock.advance(8_000);
  expect(process.governor.ready).toBe(false);
  archive.release();
  process.native = 320 * MIB;
  await process.clock.advance(7_000);
  expect([process.governor.budget.usedBytes, process.governor.ready]).toEqual([370 * MIB, true]);
  const small = Array.from({ length: 5000 }, () => admission.admit({ method: 'GET', path: '/small' }, 4096));
  const held = small.filter(({ state }) => state === 'held').length;
  expect(held).toBeGreaterThan(0);
  expect(held * 4096).toBeLessThan((LIMIT - 370 * MIB) / 4);
  for (const reservation of small) reservation.release();
  await process.clock.advance(60_000);
  expect(process.ofType('memory.readiness').map(({ ready }) => ready)).toEqual([false, true]);
});

test('…also where event streams are open all the while', async () => {
  const { admission } = process.governor;
  process.isIdle = true;
  const page = { method: 'GET', path: '/page' };
  const streams = Array.from({ length: 60 }, () => admission.admit({ method: 'GET', path: '/events' }, 0));
  await process.clock.advance(15_000);
  process.native = 320 * MIB;
  await process.clock.advance(7_000);
  expect(process.governor.ready).toBe(true);
  expect(admission.admit(page, 0).state).toBe('held');
  for (const stream of streams) stream.release();
});

test('what leaks beside heap and Buffers exhausts memory once nothing is left beside it', async () => {
  while (process.governor.level !== 'exhausted') {
    process.native += MIB;
    await process.clock.advance(1_000);
  }
  expect(process.native + process.alive).toBe(0.97 * LIMIT);
  await process.clock.advance(6_000);
  expect(process.governor.ready).toBe(false);
  expect(process.governor.admission.admit({ method: 'GET', path: '/' }, 0).state).toBe('waiting');
});
