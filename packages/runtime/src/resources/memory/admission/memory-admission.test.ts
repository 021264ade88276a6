import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';

const MIB = 2 ** 20;
const upload = { method: 'POST', path: '/uploads' };
const page = { method: 'GET', path: '/pages/7' };

/** Admission to a process that takes nothing of what was granted yet, so that a look finds all the headroom. */
function admissionOf(roomBytes: number, onLook?: () => void) {
  const clock = new VirtualClock();
  const look = onLook ?? (() => admission.setBounds({ roomBytes, headroomBytes: roomBytes }));
  const idle = { ms: 0 };
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes,
    look,
    random: () => 0,
    idleMs: () => idle.ms,
  });
  admission.setBounds({ roomBytes, headroomBytes: roomBytes });
  return { clock, admission, ledger: admission.ledger, idle };
}

/** Lets one request of the route end, so that it is known. */
function teach(admission: MemoryAdmission, request: { method: string; path: string }, responseBytes: number) {
  const others = Array.from({ length: 20 }, () => admission.admit(request, 0));
  const held = others.find(({ state, route }) => state === 'held' && route !== undefined);
  held?.responded(responseBytes);
  for (const reservation of [held, ...others]) reservation?.release();
}

describe('letting in', () => {
  test('a burst is bounded before any byte of it has arrived', () => {
    const { admission, ledger } = admissionOf(64 * MIB);
    const burst = Array.from({ length: 1000 }, () => admission.admit(upload, 2 * MIB));
    expect(ledger.heldBytes).toBeLessThanOrEqual(64 * MIB);
    const states = Map.groupBy(burst, ({ state }) => state);
    expect(states.get('held')?.length).toBeGreaterThan(2);
    expect(states.get('waiting')?.length).toBeGreaterThan(10);
    expect(states.get('refused')?.length).toBeGreaterThan(500);
  });

  test('who waits is let in, in order, as others end', () => {
    const { admission } = admissionOf(64 * MIB);
    const burst = Array.from({ length: 30 }, () => admission.admit(upload, 2 * MIB));
    const order: number[] = [];
    burst.forEach((reservation, index) => {
      reservation.listener = { decided: (granted) => void (granted && order.push(index)) };
    });
    for (const reservation of burst) if (reservation.state === 'held') reservation.release();
    expect(order.length).toBeGreaterThan(0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('a few wait even where there is no room at all: it may be caches that hold it', () => {
    const { admission } = admissionOf(64 * MIB, () => {});
    teach(admission, page, 100);
    admission.admit(page, 0);
    admission.setBounds({ roomBytes: 0, headroomBytes: -MIB, capacityBytes: 0 });
    const few = Array.from({ length: 20 }, () => admission.admit(page, 0));
    expect(few.every(({ state }) => state === 'waiting')).toBe(true);
    const many = Array.from({ length: 1000 }, () => admission.admit(page, 0));
    expect(many.at(-1)?.state).toBe('refused');
  });

  test('who waits too long is refused, with a time to come again', async () => {
    const { admission, clock } = admissionOf(64 * MIB);
    const burst = Array.from({ length: 30 }, () => admission.admit(upload, 2 * MIB));
    const decisions: boolean[] = [];
    for (const reservation of burst) reservation.listener = { decided: (granted) => decisions.push(granted) };
    const waiting = burst.filter(({ state }) => state === 'waiting').length;
    await clock.advance(1_900);
    expect(decisions).toEqual([]);
    await clock.advance(300);
    expect(decisions).toEqual(Array.from({ length: waiting }, () => false));
    expect(admission.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(admission.refusals).toBe(waiting);
    expect(clock.pending).toBe(0);
  });

  test('the small do not wait behind the large', () => {
    const { admission } = admissionOf(64 * MIB);
    teach(admission, page, 1000);
    for (let i = 0; i < 30; i++) admission.admit(upload, 2 * MIB);
    expect(admission.admit(page, 0).state).toBe('held');
  });

  test('what is larger than all the room is let in alone', () => {
    const { admission } = admissionOf(64 * MIB);
    const whole = admission.admit(upload, 500 * MIB);
    expect(whole.state).toBe('held');
    expect(admission.admit(upload, 500 * MIB).state).toBe('waiting');
  });

  test('without headroom nobody is let in, and memory is looked at', () => {
    let looks = 0;
    const { admission } = admissionOf(64 * MIB, () => void looks++);
    admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: -1 });
    expect(admission.admit(page, 0).state).toBe('waiting');
    expect(looks).toBeGreaterThan(0);
  });
});

describe('what was taken for the worst', () => {
  test('is there for others at once where it has answered little, but not what it was granted before a look', () => {
    const { admission, ledger } = admissionOf(64 * MIB, () => {});
    for (let i = 0; i < 1_000; i++) {
      const small = admission.admit(page, 0);
      expect(small.route).toBeUndefined();
      small.responded(100);
      small.release();
    }
    const { headroomBytes } = ledger;
    expect(headroomBytes).toBeGreaterThan(40 * MIB);
    const across = admission.admit(page, 0);
    admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 32 * MIB });
    across.responded(100);
    across.release();
    expect(ledger.headroomBytes).toBe(32 * MIB);
  });

  test('stays taken where nothing is known of what it answered', () => {
    const { admission, ledger } = admissionOf(64 * MIB, () => {});
    admission.admit(page, 0).release();
    expect(ledger.headroomBytes).toBe(56 * MIB);
  });
});

describe('a body that arrives', () => {
  test('is set aside no more, and takes room until memory has been looked at', async () => {
    const { admission, ledger, clock } = admissionOf(64 * MIB, () => {});
    teach(admission, upload, 100);
    admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 64 * MIB });
    const burst = Array.from({ length: 40 }, () => admission.admit(upload, 2 * MIB));
    const held = burst.filter(({ state }) => state === 'held');
    const before = ledger.bodyBytes;
    for (const reservation of held) reservation.received(2 * MIB);
    // Nobody has seen yet what they take, so nobody is let in for it.
    expect(ledger.bodyBytes).toBeCloseTo(before / 2, 3);
    expect(ledger.held.length).toBe(held.length);
    for (const reservation of held) reservation.bodyEnded();
    admission.setBounds({ roomBytes: 44 * MIB, headroomBytes: 44 * MIB, capacityBytes: 64 * MIB });
    // They may be put together now…
    expect(ledger.bodyBytes).toBeGreaterThan(held.length * 2 * MIB);
    await clock.advance(50);
    const waiting = ledger.waiting.size;
    // …and a while later they were, or never will be: they turn out to take 28 MiB.
    admission.setBounds({ roomBytes: 36 * MIB, headroomBytes: 36 * MIB, capacityBytes: 64 * MIB });
    expect(ledger.waiting.size).toBeLessThan(waiting);
    const arrived = held.reduce((sum, { arrivedBytes }) => sum + arrivedBytes, 0);
    expect(ledger.arrivedBytes).toBeCloseTo(arrived, 3);
    expect(arrived).toBeGreaterThan(held.length * 4 * MIB);
  });
});

describe('a body that is read into one block', () => {
  test('gives back half of what is set aside, and the next of its route takes no more than that', () => {
    const { admission, ledger } = admissionOf(64 * MIB, () => {});
    teach(admission, upload, 100);
    admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 64 * MIB });
    const heldOf = () => {
      const burst = Array.from({ length: 100 }, () => admission.admit(upload, 2 * MIB));
      const held = burst.filter(({ state }) => state === 'held');
      return { burst, held };
    };
    const first = heldOf();
    const before = ledger.bodyBytes;
    for (const reservation of first.held) reservation.readOnce();
    for (const reservation of first.held) reservation.received(2 * MIB);
    expect(ledger.arrivedBytes).toBeCloseTo(before / 2, 3);
    const { releasedBytes } = ledger;
    const rest = first.held.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const reservation of first.held) reservation.release();
    // Blocks are no garbage.
    expect(ledger.releasedBytes - releasedBytes).toBeCloseTo(rest, 3);
    for (const reservation of first.burst) reservation.release();
    admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 64 * MIB });
    const second = heldOf();
    expect(second.held.length).toBeGreaterThan(1.6 * first.held.length);
    // Whose body is put together after all needs the rest.
    for (const reservation of second.held) reservation.received(2 * MIB);
    for (const reservation of second.burst) reservation.release();
    admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 64 * MIB });
    expect(heldOf().held).toHaveLength(first.held.length);
  });
});

test('idle blocks serve bodies that are read into blocks, and are given back for others', () => {
  let trimmed = 0;
  const trim = (bytes: number) => {
    trimmed += bytes;
    return bytes;
  };
  const clock = new VirtualClock();
  const admission = new MemoryAdmission({ clock, roomBytes: 64 * MIB, look: () => {}, trim });
  const bounds = { roomBytes: 64 * MIB, headroomBytes: 64 * MIB, idleBytes: 60 * MIB };
  teach(admission, upload, 100);
  admission.setBounds({ ...bounds, idleBytes: 0 });
  // One of which more is known: nothing is easy any more beside it.
  const wide = admission.admit(page, 8 * MIB);
  const read = admission.admit(upload, 2 * MIB);
  read.readOnce();
  read.release();
  admission.setBounds(bounds);
  trimmed = 0;
  const uploads = Array.from({ length: 8 }, () => admission.admit(upload, 2 * MIB));
  expect(uploads.every(({ state, route }) => state === 'held' && route?.once === true)).toBe(true);
  expect(trimmed).toBe(0);
  for (const each of [...uploads, wide]) each.release();
  expect(admission.admit(page, 4 * MIB).state).toBe('held');
  expect(trimmed).toBeGreaterThan(8 * MIB);
});

describe('learning', () => {
  test('a route that is known to be small lets many in, a large one few', () => {
    const heldOf = (responseBytes: number) => {
      const { admission } = admissionOf(64 * MIB);
      teach(admission, page, responseBytes);
      const burst = Array.from({ length: 2000 }, () => admission.admit(page, 0));
      return burst.filter(({ state }) => state === 'held').length;
    };
    expect(heldOf(2_000)).toBeGreaterThan(1_000);
    expect(heldOf(2 * MIB)).toBeLessThan(10);
  });

  test('requests of an unknown route that only wait are taken for less and less', () => {
    const { admission, ledger, idle } = admissionOf(64 * MIB);
    const streams = Array.from({ length: 200 }, () => admission.admit(page, 0));
    const before = ledger.held.length;
    idle.ms = 1_000;
    admission.ease();
    expect(ledger.held.length).toBeGreaterThan(before);
    for (idle.ms = 2_000; idle.ms <= 8_000; idle.ms += 1_000) {
      admission.ease();
      admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 64 * MIB });
    }
    expect(streams.every(({ state }) => state === 'held')).toBe(true);
  });

  test('but not while the process is busy: their age says nothing then', () => {
    const { admission, ledger } = admissionOf(64 * MIB);
    for (let i = 0; i < 200; i++) admission.admit(page, 0);
    const before = ledger.held.length;
    for (let turn = 0; turn < 100; turn++) admission.ease();
    expect(ledger.held.length).toBe(before);
  });

  test('a declared body is never taken for less than itself', () => {
    const { admission, ledger } = admissionOf(64 * MIB);
    teach(admission, upload, 100);
    for (let turn = 0; turn < 100; turn++) {
      for (let i = 0; i < 30; i++) admission.admit(upload, 2 * MIB);
      admission.correct(0.5);
    }
    expect(ledger.held.length * 2 * MIB).toBeLessThanOrEqual(64 * MIB);
  });
});

describe('a body of undeclared size', () => {
  test('is held back while there is no room, and goes on when there is', () => {
    const { admission } = admissionOf(64 * MIB);
    const large = admission.admit(upload, 16 * MIB);
    const chunked = admission.admit(upload, undefined);
    let resumed = 0;
    chunked.listener = { resumed: () => resumed++ };
    for (let part = 0; part < 2000 && chunked.received(64 * 1024); part++);
    expect(chunked.receivedBytes).toBeLessThan(20 * MIB);
    expect(resumed).toBe(0);
    large.release();
    expect(resumed).toBe(1);
    expect(chunked.received(1024)).toBe(true);
  });

  test('is revoked where all wait for one another', () => {
    const { admission, ledger } = admissionOf(64 * MIB);
    const bodies = Array.from({ length: 4 }, () => admission.admit(upload, undefined));
    let revoked = 0;
    for (const body of bodies) body.listener = { revoked: () => revoked++ };
    for (let turn = 0; turn < 2000; turn++)
      for (const body of bodies) if (body.state === 'held' && body.growth === 0) body.received(64 * 1024);
    expect(revoked).toBe(3);
    expect(ledger.held.length).toBe(1);
  });

  test('is revoked where room does not come in time', async () => {
    const { admission, clock } = admissionOf(64 * MIB);
    admission.admit(upload, 16 * MIB);
    const chunked = admission.admit(upload, undefined);
    let revoked = 0;
    chunked.listener = { revoked: () => revoked++ };
    for (let part = 0; part < 2000 && chunked.received(64 * 1024); part++);
    await clock.advance(2_200);
    expect([chunked.state, revoked]).toEqual(['refused', 1]);
  });

  /** Five of them beside an event stream, all of which wait for more since then. */
  function stuckBesideStream(headroomBytes: number) {
    const { admission, ledger, clock } = admissionOf(64 * MIB, () => {});
    admission.admit(page, 0);
    const bodies = Array.from({ length: 5 }, () => admission.admit(upload, undefined));
    const told: string[] = [];
    bodies.forEach((body, index) => {
      body.listener = {
        resumed: () => void told.push(`${index} goes on`),
        revoked: () => void told.push(`${index} is cut`),
      };
    });
    admission.setBounds({ roomBytes: ledger.heldBytes, headroomBytes, capacityBytes: 64 * MIB });
    for (const body of bodies) body.received(65 * 1024);
    expect(ledger.growing.size).toBe(5);
    return { admission, ledger, clock, told };
  }

  test('gives way where room does not come in time, and the others go on with what it had', async () => {
    const { clock, told } = stuckBesideStream(MIB);
    await clock.advance(2_200);
    expect(told).toEqual(['4 is cut', '0 goes on', '1 goes on', '2 goes on', '3 goes on']);
  });

  test('as half of them do, until memory has been looked at', async () => {
    const { admission, ledger, clock, told } = stuckBesideStream(0);
    await clock.advance(2_000);
    expect(told).toEqual(['4 is cut', '3 is cut', '2 is cut']);
    admission.setBounds({ roomBytes: ledger.heldBytes + MIB, headroomBytes: MIB, capacityBytes: 64 * MIB });
    expect(told.slice(3)).toEqual(['0 goes on', '1 goes on']);
  });
});
