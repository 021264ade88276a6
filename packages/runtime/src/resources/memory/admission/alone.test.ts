import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';
import type { Reservation } from './reservation.ts';

const MIB = 2 ** 20;
const ROOM = 32 * MIB;
const upload = { method: 'PUT', path: '/uploads' };
/** With what it takes once it is put together, larger than all the room. */
const HUGE = 20 * MIB;

/** Beside event streams that have long shown that they take nothing. */
async function besideStreams(streams: number) {
  const clock = new VirtualClock();
  const look = () => admission.setBounds({ roomBytes: ROOM, headroomBytes: ROOM });
  const idleMs = () => clock.now();
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes: ROOM,
    look,
    random: () => 0,
    idleMs,
  });
  look();
  for (let n = 0; n < streams; n++) admission.admit({ method: 'GET', path: '/events' }, 0);
  for (let second = 0; second < 6; second++) {
    await clock.advance(1_000);
    admission.ease();
    look();
  }
  expect(admission.ledger.held).toHaveLength(streams);
  return { clock, admission, ledger: admission.ledger, look };
}

test('what is larger than all the room is let in alone, event streams or not, but never beside another', async () => {
  for (const streams of [0, 1, 50]) {
    const { admission, look } = await besideStreams(streams);
    const first = admission.admit(upload, HUGE);
    expect(first.state).toBe('held');
    const second = admission.admit(upload, HUGE);
    expect(second.state).toBe('waiting');
    // Also once all of it is there, and has been seen in use.
    first.received(HUGE);
    look();
    expect(second.state).toBe('waiting');
    first.release();
    expect(second.state).toBe('held');
  }
});

test('but not where others hold more than large ones leave to the small', async () => {
  const { admission } = await besideStreams(1);
  const other = admission.admit(upload, 2 * MIB);
  const whole = admission.admit(upload, HUGE);
  expect([other.state, whole.state]).toEqual(['held', 'waiting']);
  other.release();
  expect(whole.state).toBe('held');
});

test('a body of undeclared size grows beyond the room likewise', async () => {
  const { admission, ledger } = await besideStreams(1);
  const [first, second] = [admission.admit(upload, undefined), admission.admit(upload, undefined)];
  for (let part = 0; part < 320; part++) {
    for (const body of [first, second])
      if (body.state === 'held' && body.growth === 0) body.received(64 * 1024);
    admission.setBounds({ roomBytes: ROOM - ledger.arrivedBytes, headroomBytes: ROOM - ledger.arrivedBytes });
  }
  expect(ledger.growing.size).toBeGreaterThan(0);
  const [stuck] = ledger.growing;
  const other = stuck === first ? second : first;
  other.release();
  let received = true;
  for (let part = 0; part < 320 && received; part++) received = stuck?.received(64 * 1024) ?? false;
  expect(stuck?.receivedBytes).toBeGreaterThan(20 * MIB);
});

test('whatever comes and goes, of those beyond the room never two run at once', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('admit' as const), body: fc.constantFrom(0, 1_000, MIB, HUGE, 3 * HUGE) }),
    fc.record({
      do: fc.constant('receive' as const),
      which: fc.nat(),
      bytes: fc.integer({ min: 1, max: HUGE }),
    }),
    fc.record({ do: fc.constant('read once' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('release' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('look' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { admission, look } = await besideStreams(2);
      const all: Reservation[] = [];
      for (const action of steps) {
        const picked = 'which' in action ? all[action.which % Math.max(1, all.length)] : undefined;
        if (action.do === 'admit') all.push(admission.admit(upload, action.body));
        else if (action.do === 'receive')
          picked?.received(Math.min(action.bytes, picked.coveredBytes - picked.receivedBytes));
        else if (action.do === 'read once') picked?.readOnce();
        else if (action.do === 'release') picked?.release();
        else look();
        const beyond = all.filter(({ state, coveredBytes }) => state === 'held' && coveredBytes >= HUGE);
        expect(beyond.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 100 },
  );
});
