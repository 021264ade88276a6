import { expect, test } from 'vitest';
import { VirtualClock } from '../../../../testing/virtual-clock.ts';
import type { RequestFacts } from '../admission.ts';
import { MemoryAdmission } from '../memory-admission.ts';
import type { Reservation } from '../reservation.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const thumbnail = { method: 'GET', path: '/thumbnail' };
const page = { method: 'GET', path: '/page' };

/** A process whose handlers take what the test says, of which nothing is collected. */
function measured(roomBytes = 128 * MIB) {
  const use = { madeBytes: 40 * MIB, residentBytes: 80 * MIB };
  const clock = new VirtualClock();
  const look = () => admission.setBounds({ roomBytes, headroomBytes: roomBytes });
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes,
    look,
    use: () => ({ ...use }),
    idleMs: () => 0,
  });
  look();
  const begin = (request: RequestFacts, takesBytes: number): Reservation => {
    const reservation = admission.admit(request, 0);
    use.madeBytes += takesBytes;
    return reservation;
  };
  let ended = 0;
  const end = (reservation: Reservation) => {
    reservation.responded(10_000);
    reservation.release();
    // Ten in each second.
    if (++ended % 10 === 0) admission.tick();
  };
  return { admission, clock, use, begin, end };
}

const heldOf = (burst: readonly Reservation[]) => burst.filter(({ state }) => state === 'held').length;
const burstOf = (admission: MemoryAdmission, request: typeof page) =>
  Array.from({ length: 64 }, () => admission.admit(request, 0));

test('of a route whose handler makes much for a small answer no more are let in than fit', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 10; index++) end(begin(thumbnail, 20 * MIB));
  expect(heldOf(burstOf(admission, thumbnail))).toBeLessThanOrEqual(6);
});

test('…nor where two at a time were seen', () => {
  const { admission, begin, end } = measured();
  let before = begin(thumbnail, 20 * MIB);
  for (let index = 0; index < 20; index++) {
    const next = begin(thumbnail, 20 * MIB);
    end(before);
    before = next;
  }
  end(before);
  expect(heldOf(burstOf(admission, thumbnail))).toBeLessThanOrEqual(6);
});

test('what native code takes counts, too', () => {
  const { admission, use, begin, end } = measured();
  for (let index = 0; index < 10; index++) {
    const reservation = begin(thumbnail, 0);
    use.residentBytes += 20 * MIB;
    end(reservation);
  }
  expect(heldOf(burstOf(admission, thumbnail))).toBeLessThanOrEqual(6);
});

test('a look finds what is gone when the request ends', () => {
  const { admission, use, begin, end } = measured();
  for (let index = 0; index < 10; index++) {
    const reservation = begin(thumbnail, 20 * MIB);
    admission.setBounds({ roomBytes: 128 * MIB, headroomBytes: 128 * MIB });
    use.madeBytes -= 20 * MIB;
    end(reservation);
  }
  expect(heldOf(burstOf(admission, thumbnail))).toBeLessThanOrEqual(6);
});

test('a route that takes little is not blamed for one that takes much beside it', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 40; index++) {
    const slow = begin(page, 0);
    const big = begin(thumbnail, 20 * MIB);
    end(big);
    end(slow);
    end(begin(thumbnail, 20 * MIB));
  }
  const route = admission.costs.of(page);
  for (let index = 0; index < 40; index++) end(begin(page, 0));
  expect(route.takesMore).toBe(false);
  expect(admission.costs.of(thumbnail).takesMore).toBe(true);
});

test('what else the process does for once is not taken for a request’s', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 5; index++) end(begin(page, 0));
  end(begin(page, 50 * MIB));
  for (let index = 0; index < 5; index++) end(begin(page, 0));
  expect(admission.costs.of(page).takesMore).toBe(false);
});

test('a route that took much is let in again once it takes little', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 10; index++) end(begin(thumbnail, 20 * MIB));
  for (let index = 0; index < 60; index++) end(begin(thumbnail, 0));
  expect(admission.costs.of(thumbnail).takesMore).toBe(false);
});

test('few are measured where many come: the rest costs nothing', () => {
  const { admission, begin, use } = measured();
  let readings = 0;
  Object.defineProperty(use, 'residentBytes', { enumerable: true, get: () => readings++ });
  const second = () => {
    readings = 0;
    for (let index = 0; index < 5_000; index++) begin(page, 0).release();
    admission.tick();
    return readings;
  };
  const [first, next] = [second(), second()];
  admission.tick();
  for (const count of [first, next, second()]) {
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThanOrEqual(21);
  }
});

test('what only passes through is not taken for held, though its parts are garbage for a while', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 20; index++)
    end(begin({ method: 'GET', path: '/download', movedBytes: 50 * MIB }, 50 * MIB));
  expect(admission.costs.known({ method: 'GET', path: '/download' })?.takesMore ?? false).toBe(false);
});

test('…nor what others move meanwhile for what takes long beside them', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 5; index++) {
    const slow = begin(page, 0);
    end(begin({ method: 'GET', path: '/download', movedBytes: 50 * MIB }, 50 * MIB));
    end(slow);
  }
  expect(admission.costs.known(page)?.takesMore ?? false).toBe(false);
});

test('a route that is taken for too much is measured although all of its requests wait', () => {
  const { admission, begin, end } = measured();
  for (let index = 0; index < 10; index++) end(begin(thumbnail, 100 * MIB));
  const waiting = burstOf(admission, thumbnail).filter(({ state }) => state !== 'refused');
  expect(heldOf(waiting)).toBe(1);
  for (let round = 0; round < 500; round++) {
    const held = waiting.find(({ state }) => state === 'held');
    if (held !== undefined) end(held);
    waiting.push(admission.admit(thumbnail, 0));
  }
  expect(admission.costs.of(thumbnail).takesMore).toBe(false);
});

test('paths that take little are not remembered for having been measured', () => {
  const { admission, begin, end } = measured();
  const word = (index: number) =>
    `/word${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`;
  for (let index = 0; index < 600; index++) end(begin({ method: 'GET', path: word(index) }, 0));
  expect(admission.costs.of({ method: 'GET', path: '/export' }).name).toBe('GET /export');
});

test('what never ends is not waited for', () => {
  const { admission, begin, end } = measured();
  begin(page, 0);
  for (let index = 0; index < 10; index++) end(begin(thumbnail, 20 * MIB));
  expect(admission.costs.of(thumbnail).takesMore).toBe(false);
  for (let second = 0; second < 10; second++) admission.tick();
  for (let index = 0; index < 10; index++) end(begin(thumbnail, 20 * MIB));
  expect(admission.costs.of(thumbnail).takesMore).toBe(true);
});

test('…nor is what was refused in its middle', async () => {
  const { admission, clock, begin, end } = measured();
  const upload = admission.admit({ method: 'POST', path: '/uploads' }, undefined);
  admission.setBounds({ roomBytes: 0, headroomBytes: 0 });
  expect(upload.received(256 * KIB)).toBe(false);
  await clock.advance(3_000);
  expect(upload.state).toBe('refused');
  admission.setBounds({ roomBytes: 128 * MIB, headroomBytes: 128 * MIB });
  for (let index = 0; index < 10; index++) end(begin(thumbnail, 20 * MIB));
  expect(admission.costs.of(thumbnail).takesMore).toBe(true);
});
