import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';
import type { Reservation } from './reservation.ts';

const MIB = 2 ** 20;
const report = { method: 'GET', path: '/report' };
const page = { method: 'GET', path: '/page' };

/** Admission to a process that is never idle and has plenty of memory, where reports of 2 MiB have had to take turns. */
async function saturated() {
  const clock = new VirtualClock();
  const bounds = { roomBytes: 400 * MIB, headroomBytes: 400 * MIB };
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes: bounds.roomBytes,
    look: () => admission.setBounds(bounds),
    random: () => 0,
    idleMs: () => 0,
  });
  let running: Reservation[] = [];
  const fill = () => {
    while (running.length < 60) {
      const reservation = admission.admit(report, 0);
      if (reservation.state === 'waiting') {
        reservation.release();
        return;
      }
      running.push(reservation);
    }
  };
  // The thread answers one report each 10 ms.
  for (let answered = 0; answered < 600; answered++) {
    fill();
    await clock.advance(10);
    const [first, ...rest] = running;
    running = rest;
    first?.responded(2 * MIB);
    first?.release();
  }
  fill();
  admission.setBounds(bounds);
  return { clock, admission, running, bounds };
}

test('where the thread is never idle, few reports run at once though memory is plentiful, and pages do not wait', async () => {
  const { admission, running } = await saturated();
  expect(running.length).toBeLessThan(10);
  const waiting = admission.admit(report, 0);
  expect(waiting.state).toBe('waiting');
  expect(admission.ledger.isShort).toBe(false);
  expect(admission.admit(page, 0).state).toBe('held');
  running[0]?.release();
  expect(waiting.state).toBe('held');
});

test('who waits for a turn keeps no upload from its memory', async () => {
  const { admission, running, bounds } = await saturated();
  const waiting = admission.admit(report, 0);
  const uploads = { method: 'POST', path: '/uploads' };
  const atOnce = admission.admit(uploads, 8 * MIB);
  bounds.headroomBytes = MIB;
  admission.setBounds(bounds);
  const later = admission.admit(uploads, 8 * MIB);
  expect([waiting.state, atOnce.state, later.state]).toEqual(['waiting', 'held', 'waiting']);
  bounds.headroomBytes = 400 * MIB;
  admission.setBounds(bounds);
  expect([waiting.state, later.state]).toEqual(['waiting', 'held']);
  for (const reservation of running) reservation.release();
  expect(waiting.state).toBe('held');
});

test('who has waited too long for a turn is let in without one while half of the memory is free, and refused else', async () => {
  for (const [headroomBytes, state] of [
    [400 * MIB, 'held'],
    [8 * MIB, 'refused'],
  ] as const) {
    const { admission, clock, bounds } = await saturated();
    const waiting = admission.admit(report, 0);
    bounds.headroomBytes = headroomBytes;
    admission.setBounds(bounds);
    expect(waiting.state).toBe('waiting');
    await clock.advance(2_500);
    expect(waiting.state).toBe(state);
  }
});

test('a turn is given back however its request ends', async () => {
  const { admission, running } = await saturated();
  const most = running.length;
  for (const reservation of running) reservation.release();
  const aborted = Array.from({ length: most }, () => admission.admit(report, 0));
  for (const reservation of aborted) reservation.release();
  const again = Array.from({ length: most }, () => admission.admit(report, 0));
  expect(again.every(({ state }) => state === 'held')).toBe(true);
});
