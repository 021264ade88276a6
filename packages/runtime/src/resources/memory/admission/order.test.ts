import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';

const MIB = 2 ** 20;
const ROOM = 64 * MIB;

test('the large keep their order, and the small pass those who wait', () => {
  const admission = new MemoryAdmission({ clock: new VirtualClock(), roomBytes: ROOM, look: () => {} });
  const find = (headroomBytes: number) => admission.setBounds({ roomBytes: ROOM, headroomBytes });
  find(ROOM);
  // What both routes answer with is known.
  const [upload, page] = [
    { method: 'POST', path: '/' },
    { method: 'GET', path: '/' },
  ] as const;
  for (const request of [upload, page]) {
    const all = Array.from({ length: 20 }, () => admission.admit(request, 0));
    for (const each of all) if (each.state === 'held') each.responded(100);
    for (const each of all) each.release();
  }
  find(ROOM);
  const [running, brief] = [admission.admit(upload, 16 * MIB), admission.admit(upload, 4 * MIB)];
  const [big, after] = [admission.admit(upload, 16 * MIB), admission.admit(upload, 2 * MIB)];
  const states = () => [running, brief, big, after].map(({ state }) => state);
  expect(states()).toEqual(['held', 'held', 'waiting', 'waiting']);
  find(0);
  const small = admission.admit(page, 0);
  expect(small.state).toBe('waiting');
  find(20 * MIB);
  expect(small.state).toBe('held');
  brief.release();
  // There is room for the later one, but not yet for the one before it.
  expect(states()).toEqual(['held', 'released', 'waiting', 'waiting']);
  find(ROOM);
  running.release();
  expect(states()).toEqual(['released', 'released', 'held', 'held']);
});
