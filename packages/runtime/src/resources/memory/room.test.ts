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
