import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';

const MIB = 2 ** 20;
const KIB = 2 ** 10;
const upload = { method: 'POST', path: '/uploads' };

/** An upload of 8 MiB that is let in, and ways to let time pass, idle or busy. */
function uploading(roomBytes = 64 * MIB) {
  const clock = new VirtualClock();
  const idle = { ms: 0 };
  const bounds = { roomBytes, headroomBytes: roomBytes };
  const look = () => admission.setBounds(bounds);
  const admission: MemoryAdmission = new MemoryAdmission({ clock, ...bounds, look, idleMs: () => idle.ms });
  look();
  const reservation = admission.admit(upload, 8 * MIB);
  const pass = async (idleMs: number) => {
    await clock.advance(250);
    idle.ms += idleMs;
    admission.ease();
  };
  const changeRoom = (bytes: number) => {
    Object.assign(bounds, { roomBytes: bytes, headroomBytes: bytes });
    look();
  };
  return { admission, ledger: admission.ledger, reservation, pass, changeRoom };
}

test('a body that comes slowly has aside what may come soon, and not all that it declares', async () => {
  const { admission, ledger, reservation, pass } = uploading();
  expect(ledger.bodyBytes).toBeGreaterThan(8 * MIB);
  reservation.received(4 * KIB);
  await pass(240);
  expect(ledger.bodyBytes).toBeLessThan(MIB);
  expect(admission.admit(upload, 8 * MIB).state).toBe('held');
});

test('…and gets the rest when it comes, but never more than it declared', async () => {
  const { ledger, reservation, pass } = uploading();
  await pass(240);
  for (let sent = 0; sent < 8 * MIB; sent += 64 * KIB) {
    expect(reservation.received(64 * KIB)).toBe(true);
    expect(reservation.coveredBytes).toBeLessThanOrEqual(8 * MIB);
  }
  expect(reservation.coveredBytes).toBe(8 * MIB);
  reservation.release();
  expect([ledger.heldBytes, ledger.bodyBytes, ledger.arrivedBytes]).toEqual([0, 0, 0]);
});

test('…and what it takes to put together what has come stays aside', async () => {
  const { ledger, reservation, pass } = uploading();
  for (let sent = 0; sent < 8 * MIB; sent += 128 * KIB) {
    reservation.received(128 * KIB);
    await pass(240);
  }
  // Its parts have arrived, and all of them in one piece are still to come.
  expect(ledger.bodyBytes).toBeGreaterThan(8 * MIB);
});

test('a body that comes fast keeps all of it', async () => {
  const { ledger, reservation, pass } = uploading();
  const before = ledger.bodyBytes + ledger.arrivedBytes;
  reservation.received(MIB);
  await pass(240);
  expect(ledger.bodyBytes + ledger.arrivedBytes).toBe(before);
});

test('…until no more of it comes', async () => {
  const { ledger, reservation, pass } = uploading();
  reservation.received(MIB);
  await pass(240);
  await pass(240);
  // What has come is put together beside its parts.
  expect(ledger.bodyBytes).toBeLessThan(2 * MIB);
});

test('where the event loop is busy, it is not the client who is slow', async () => {
  const { ledger, pass } = uploading();
  const before = ledger.bodyBytes;
  await pass(50);
  expect(ledger.bodyBytes).toBe(before);
});

test('who finds no room for the rest waits for it, as a body that declares nothing does', async () => {
  const { admission, reservation, pass, changeRoom } = uploading();
  const other = admission.admit(upload, 8 * MIB);
  await pass(240);
  changeRoom(MIB);
  expect(reservation.received(MIB)).toBe(false);
  let resumed = false;
  reservation.listener = { resumed: () => (resumed = true) };
  changeRoom(64 * MIB);
  expect(resumed).toBe(true);
  other.release();
});
