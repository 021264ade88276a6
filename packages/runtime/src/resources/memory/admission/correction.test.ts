import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';

const MIB = 2 ** 20;
const report = { method: 'GET', path: '/report' };

function corrected() {
  const clock = new VirtualClock();
  const bounds = { roomBytes: 400 * MIB, headroomBytes: 400 * MIB };
  const look = () => admission.setBounds(bounds);
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes: bounds.roomBytes,
    look,
    idleMs: () => 0,
  });
  look();
  const before = admission.admit(report, 0);
  admission.correct(0.8);
  look();
  return { clock, admission, before };
}

test('what a correction leads to is seen once a request that was let in by it has ended', () => {
  const { admission, before } = corrected();
  before.release();
  expect(admission.showsCorrection).toBe(false);
  admission.admit(report, 0).release();
  expect(admission.showsCorrection).toBe(true);
  admission.correct(0.8);
  expect(admission.showsCorrection).toBe(false);
});

test('or after five seconds: requests may take any time', async () => {
  const { clock, admission } = corrected();
  await clock.advance(4_999);
  expect(admission.showsCorrection).toBe(false);
  await clock.advance(1);
  expect(admission.showsCorrection).toBe(true);
});

test('routes in flight that need more than was thought are reckoned with more, those who wait and come too', () => {
  const { admission } = corrected();
  const page = { method: 'GET', path: '/page' };
  const bytesOf = (request: typeof page) => admission.costs.of(request).bytesBesideBody;
  for (let turn = 0; turn < 20; turn++) {
    const reservation = admission.admit(report, 0);
    reservation.responded(16 * MIB);
    reservation.release();
  }
  const all = Array.from({ length: 100 }, () => admission.admit(report, 0));
  const waiting = all.find(({ state }) => state === 'waiting');
  const before = { report: bytesOf(report), page: bytesOf(page), waiting: waiting?.bytes ?? 0 };
  admission.correct(2);
  expect(bytesOf(report)).toBeGreaterThan(1.5 * before.report);
  expect(waiting?.bytes).toBeGreaterThan(1.5 * before.waiting);
  expect(bytesOf(page)).toBe(before.page);
});
