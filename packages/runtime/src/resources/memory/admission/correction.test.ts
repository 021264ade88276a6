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
