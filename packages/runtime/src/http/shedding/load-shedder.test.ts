import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { LoadShedder, type Priority, type Ticket } from './index.ts';

interface Request extends Ticket {
  readonly priority: Priority;
  shed: boolean;
}

function arrival(now: number, path: string, priority: Priority = 'normal'): Request {
  return {
    method: 'GET',
    path,
    priority,
    route: path,
    startedAt: now,
    standing: 'outside',
    runningSince: 0,
    concurrency: 0,
    rule: undefined,
    shed: false,
  };
}

/** Its timers are late by what the thread was busy. */
class BusyClock extends VirtualClock {
  busyMs = 0;

  override now(): number {
    return super.now() + this.busyMs;
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      priority: fc.constantFrom<Priority>('exempt', 'high', 'normal', 'low'),
      path: fc.constantFrom('/', '/few'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'abort' as const), which: fc.nat() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.constant(11_000)),
      lateMs: fc.constantFrom(0, 0, 30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('excuse' as const) }) },
);

test('whatever happens, the books tell exactly who runs and who waits, and nobody is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const clock = new BusyClock();
      const open = new Set<Request>();
      const shedder = new LoadShedder<Request>(
        clock,
        {
          run: () => {},
          shed(request) {
            request.shed = true;
            open.delete(request);
          },
        },
        {
          priority: (line) => (line as Request).priority,
          routes: { '/few': { maxInFlight: 3 } },
          minConcurrency: 2,
          maxWaiting: 5,
        },
      );
      const end = (request: Request, completed: boolean) => {
        open.delete(request);
        shedder.leave(request, completed);
        shedder.leave(request, completed);
      };
      for (const each of steps) {
        if (each.do === 'arrive') {
          const { priority, path } = each;
          const request = arrival(clock.now(), path, priority);
          open.add(request);
          shedder.enter(request);
        } else if (each.do === 'pass') {
          clock.busyMs += each.lateMs;
          await clock.advance(each.ms);
        } else if (each.do === 'excuse') shedder.excuseLongRunning(open);
        else {
          const request = [...open][each.which % Math.max(1, open.size)];
          if (request !== undefined) end(request, each.do === 'finish');
        }
        const count = (standing: Ticket['standing']) =>
          [...open].filter((request) => request.standing === standing).length;
        expect(shedder.state).toMatchObject({ inFlight: count('running'), waiting: count('waiting') });
        // However long they run.
        const few = [...open].filter(({ path, priority }) => path === '/few' && priority !== 'exempt');
        expect(few.length).toBeLessThanOrEqual(3);
        expect(few.every(({ rule }) => rule !== undefined)).toBe(true);
      }
      // Who waits gets a turn or a refusal; nobody's place is kept for nobody.
      await clock.advance(2_000);
      expect(shedder.state.waiting).toBe(0);
      for (const request of open) end(request, true);
      expect(shedder.state).toMatchObject({ inFlight: 0, waiting: 0 });
      shedder[Symbol.dispose]();
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('what runs for long holds no place of the adaptive limit, but still one of its route', async () => {
  const clock = new VirtualClock();
  let refused = 0;
  const host = { run: () => {}, shed: () => void refused++ };
  using shedder = new LoadShedder<Request>(clock, host, { routes: { '/few': { maxInFlight: 1 } } });
  const report = arrival(clock.now(), '/few');
  expect(shedder.enter(report)).toBe(true);
  await clock.advance(11_000);
  shedder.excuseLongRunning([report]);
  expect(shedder.state.inFlight).toBe(0);
  expect(shedder.enter(arrival(clock.now(), '/few'))).toBe(false);
  expect(refused).toBe(1);
  shedder.leave(report, true);
  expect(shedder.enter(arrival(clock.now(), '/few'))).toBe(true);
});

test('the wait for something else before is no time in which it runs', async () => {
  const clock = new VirtualClock();
  const host = { run: () => {}, shed: () => {} };
  using shedder = new LoadShedder<Request>(clock, host, { routes: { '/few': { maxInFlight: 3 } } });
  const request = arrival(clock.now(), '/');
  shedder.enter(request, request.startedAt + 1_900);
  expect(request.runningSince).toBe(request.startedAt + 1_900);
  await clock.advance(11_899);
  shedder.excuseLongRunning([request]);
  expect(shedder.state.inFlight).toBe(1);
  await clock.advance(1);
  shedder.excuseLongRunning([request]);
  expect(shedder.state.inFlight).toBe(0);
});

test('of more than may wait, the oldest of the lowest class gives way', async () => {
  const clock = new BusyClock();
  const host = { run: () => {}, shed: (request: Request) => void (request.shed = true), nextTurn: () => {} };
  const priority = (line: unknown) => (line as Request).priority;
  using shedder = new LoadShedder<Request>(clock, host, { maxWaiting: 3, priority });
  clock.busyMs += 30;
  await clock.advance(50);
  const waiting = (['high', 'low', 'low', 'normal', 'high', 'normal'] as const).map((name) => {
    const request = arrival(clock.now(), '/', name);
    shedder.enter(request);
    return request;
  });
  expect(waiting.map(({ shed }) => shed)).toEqual([false, true, true, true, false, false]);
  expect(shedder.state.waiting).toBe(3);
});

test('clients that leave soon do not hide that the others wait too long', async () => {
  const clock = new VirtualClock();
  const host = { run: () => {}, shed: () => {} };
  using shedder = new LoadShedder<Request>(clock, host, { minConcurrency: 2 });
  const enter = () => {
    const request = arrival(clock.now(), '/');
    shedder.enter(request);
    return request;
  };
  for (let n = 0; n < 20; n++) {
    const request = enter();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await clock.advance(100);
    shedder.leave(request, true);
  }
  const crowd = Array.from({ length: 40 }, enter);
  await clock.advance(10);
  for (const request of crowd.splice(0, 24)) shedder.leave(request, false);
  await clock.advance(1_000);
  for (const request of crowd) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await clock.advance(10);
    shedder.leave(request, true);
  }
  expect(shedder.state.limit).toBeLessThan(40);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no such user');
    },
    /no such user/,
  ],
  ['says none of them', () => 'urgent' as Priority, /"urgent".*SW_DEFINITION/],
])('where the application’s own priority %s, the request counts as normal', (_, priority, message) => {
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  const host = {
    run: () => {},
    shed: () => {},
    failed: (__: Request, error: unknown) => failures.push(error),
  };
  const routes = { '/few': { maxInFlight: 1 } };
  using shedder = new LoadShedder<Request>(clock, host, { routes, priority });
  const first = arrival(clock.now(), '/few');
  expect(shedder.enter(first)).toBe(true);
  expect(String(failures[0])).toMatch(message);
  expect(first.rule?.inFlight).toBe(1);
});
