import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { MemoryAdmission } from './memory-admission.ts';
import type { Reservation } from './reservation.ts';

const MIB = 2 ** 20;

test('whatever happens to requests, nothing is left in the account when all have ended', async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('admit' as const),
      body: fc.option(fc.integer({ min: 0, max: 8 * MIB }), { nil: undefined }),
      route: fc.integer({ min: 0, max: 5 }),
      exempt: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('receive' as const),
      which: fc.nat(),
      bytes: fc.integer({ min: 1, max: MIB }),
    }),
    fc.record({
      do: fc.constant('respond' as const),
      which: fc.nat(),
      bytes: fc.integer({ min: 0, max: 4 * MIB }),
    }),
    fc.record({ do: fc.constant('end body' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('read once' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('release' as const), which: fc.nat() }),
    fc.record({
      do: fc.constant('look' as const),
      room: fc.integer({ min: 0, max: 64 * MIB }),
      headroom: fc.integer({ min: -MIB, max: 64 * MIB }),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3000 }) }),
    fc.record({ do: fc.constant('correct' as const), ratio: fc.constantFrom(0.5, 0.9, 1.25, 2) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const clock = new VirtualClock();
      let headroomFound = 0;
      const find = (roomBytes: number, headroomBytes: number) => {
        headroomFound = headroomBytes;
        admission.setBounds({ roomBytes, headroomBytes });
      };
      const look = () => find(32 * MIB, 32 * MIB);
      const admission: MemoryAdmission = new MemoryAdmission({
        clock,
        roomBytes: 32 * MIB,
        look,
        random: () => 0,
        idleMs: () => 0,
      });
      look();
      const { ledger } = admission;
      const all: Reservation[] = [];
      const pick = (which: number) => all[which % Math.max(1, all.length)];
      for (const action of steps) {
        if (action.do === 'admit') {
          const { route, body, exempt } = action;
          const reservation = admission.admit({ method: 'POST', path: `/r${route}x` }, body, () => exempt);
          expect(exempt && reservation.state !== 'held').toBe(false);
          // What a handler may do in the middle of someone else's release.
          reservation.listener = { decided: (granted) => granted && reservation.responded(1) };
          all.push(reservation);
        } else if (action.do === 'receive') pick(action.which)?.received(action.bytes);
        else if (action.do === 'respond') pick(action.which)?.responded(action.bytes);
        else if (action.do === 'end body') pick(action.which)?.bodyEnded();
        else if (action.do === 'read once') pick(action.which)?.readOnce();
        else if (action.do === 'release') pick(action.which)?.release();
        else if (action.do === 'look') find(action.room, action.headroom);
        else if (action.do === 'correct') admission.correct(action.ratio);
        else await clock.advance(action.ms);
        const held = [...ledger.held].reduce((sum, { bytes }) => sum + bytes, 0);
        const sumOf = (part: 'bodyBytes' | 'arrivedBytes') =>
          [...ledger.held].reduce((sum, reservation) => sum + reservation[part], 0);
        expect(ledger.heldBytes).toBeCloseTo(held, 3);
        // What is given back was taken from it before: it never grows beyond what the last look found.
        expect(ledger.headroomBytes).toBeLessThanOrEqual(headroomFound);
        expect(ledger.bodyBytes).toBeCloseTo(sumOf('bodyBytes'), 3);
        expect(ledger.arrivedBytes).toBeCloseTo(sumOf('arrivedBytes'), 3);
        expect(ledger.bodyBytes).toBeLessThanOrEqual(ledger.heldBytes + 0.001);
        for (const reservation of ledger.growing) expect(ledger.held.includes(reservation)).toBe(true);
      }
      for (const reservation of all) reservation.release();
      for (const bytes of [ledger.heldBytes, ledger.bodyBytes, ledger.arrivedBytes])
        expect(bytes).toBeCloseTo(0, 3);
      expect(ledger.waitingBytes).toBe(0);
      expect(all.filter(({ turn }) => turn !== undefined)).toEqual([]);
      expect([ledger.held.length, ledger.waiting.size, ledger.growing.size]).toEqual([0, 0, 0]);
      await clock.advance(200);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 200 },
  );
});
