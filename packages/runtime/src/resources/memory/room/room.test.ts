import { expect, test } from 'vitest';
import { Room } from './room.ts';

const MIB = 2 ** 20;
const nothing = { heldBytes: 0, bodyBytes: 0, arrivedBytes: 0 };

test('what was in use at the start and is let go of becomes room for requests', () => {
  const room = new Room(360 * MIB, 160 * MIB);
  expect(room.bounds(160 * MIB, nothing).capacityBytes).toBe(150 * MIB);
  room.observe(60 * MIB);
  expect(room.baseBytes).toBe(60 * MIB);
  expect(room.bounds(60 * MIB, nothing)).toEqual({
    roomBytes: 225 * MIB,
    headroomBytes: 300 * MIB,
    capacityBytes: 225 * MIB,
  });
});

test('what a collection shows not to be alive is no longer counted, be it less than at the start or held by requests', () => {
  const room = new Room(360 * MIB, 160 * MIB);
  room.collected(60 * MIB, nothing);
  expect(room.baseBytes).toBe(60 * MIB);
  room.collected(100 * MIB, { heldBytes: 20 * MIB, bodyBytes: 0, arrivedBytes: 10 * MIB });
  expect(room.baseBytes).toBe(70 * MIB);
  room.collected(80 * MIB, { heldBytes: 70 * MIB, bodyBytes: 0, arrivedBytes: 0 });
  expect(room.baseBytes).toBe(60 * MIB);
});
