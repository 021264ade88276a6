import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';

const MIB = 2 ** 20;

test('a client that takes its answer slowly holds what of it is still to be sent, and not what it was made of', () => {
  const bounds = { roomBytes: 64 * MIB, headroomBytes: 64 * MIB };
  const look = () => admission.setBounds(bounds);
  const clock = new VirtualClock();
  const admission: MemoryAdmission = new MemoryAdmission({ clock, ...bounds, look, idleMs: () => 0 });
  look();
  const sending = { method: 'GET', path: '/export', unsentBytes: undefined as number | undefined };
  const reservation = admission.admit(sending, 0);
  reservation.responded(24 * MIB);
  admission.ease();
  admission.ease();
  expect(admission.ledger.heldBytes).toBeGreaterThanOrEqual(24 * MIB);
  sending.unsentBytes = 3 * MIB;
  admission.ease();
  admission.ease();
  expect(admission.ledger.heldBytes).toBeGreaterThan(3 * MIB);
  expect(admission.ledger.heldBytes).toBeLessThan(8 * MIB);
  reservation.release();
  expect(admission.ledger.heldBytes).toBe(0);
});

test('who has waited long while the process was idle is a stream, and counts for none of those who take memory', () => {
  const bounds = { roomBytes: 64 * MIB, headroomBytes: 64 * MIB };
  const idle = { ms: 0 };
  const look = () => admission.setBounds(bounds);
  const clock = new VirtualClock();
  const admission: MemoryAdmission = new MemoryAdmission({ clock, ...bounds, look, idleMs: () => idle.ms });
  look();
  const { ledger } = admission;
  const streams = Array.from({ length: 3 }, () => admission.admit({ method: 'GET', path: '/events' }, 0));
  admission.ease();
  expect(ledger.activeBytes).toBe(ledger.heldBytes);
  idle.ms = 5_000;
  admission.ease();
  admission.ease();
  expect(ledger.heldBytes).toBeGreaterThan(0);
  expect(ledger.activeBytes).toBe(0);
  for (const stream of streams) stream.release();
  expect([ledger.heldBytes, ledger.activeBytes]).toEqual([0, 0]);
});
