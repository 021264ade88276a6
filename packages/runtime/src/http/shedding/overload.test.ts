import { describe, expect, test } from 'vitest';
import { timer, type Clock } from '../../clock.ts';
import { LoadShedder, type Priority, type Ticket } from './index.ts';

/** A request of the simulation. */
interface Request extends Ticket {
  readonly priority: Priority;
  readonly returning: boolean;
  /** When the client sent it; a busy thread sees it later. */
  readonly sentAt: number;
  outcome: 'open' | 'served' | 'shed';
  endedAt: number;
}

/** Time that moves from event to event, and on while a handler computes; a timer fires late where the thread was busy. */
class SimulatedThread implements Clock {
  #now = 0;
  #sequence = 0;
  #computedMs = 0;
  readonly #due: { at: number; id: number; run: () => void }[] = [];
  readonly #turns: (() => void)[] = [];

  now = () => this.#now;
  wallTime = () => this.#now;
  sleep = () => Promise.reject(new Error('not simulated'));

  after(ms: number, run: () => void) {
    const entry = { at: this.#now + ms, id: this.#sequence++, run };
    let [low, high] = [0, this.#due.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#due[middle]?.at ?? 0) > entry.at) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, entry);
    return timer(() => {
      const index = this.#due.indexOf(entry);
      if (index >= 0) this.#due.splice(index, 1);
    });
  }

  /** The thread computes. */
  compute(ms: number): void {
    this.#now += ms;
    this.#computedMs += ms;
  }

  /** The machine does not let the thread run. */
  pause(ms: number): void {
    this.#now += ms;
  }

  cpuMs = () => this.#computedMs;

  nextTurn = (run: () => void) => void this.#turns.push(run);

  /** Runs turns of an event loop: what is due first, then what asked for the next turn. */
  runUntil(end: number): void {
    for (;;) {
      const turns = this.#turns.splice(0);
      for (const run of turns) run();
      if (this.#turns.length === 0 && (this.#due.at(-1)?.at ?? Infinity) > this.#now)
        this.#now = Math.max(this.#now, Math.min(end, this.#due.at(-1)?.at ?? end));
      if (this.#now >= end) return;
      for (let next = this.#due.at(-1); next !== undefined && next.at <= this.#now; next = this.#due.at(-1)) {
        this.#due.pop();
        next.run();
      }
    }
  }
}

type Work = (thread: SimulatedThread, request: Request, done: () => void) => void;

/** A dependency with `servers` servers and one queue without bounds; service times are exponential (M/M/c). */
function queueingFor(servers: number, meanMs: () => number, random: () => number): Work {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const next = (thread: SimulatedThread) => {
    const serve = waiting.shift();
    if (serve === undefined || busy >= servers) {
      if (serve !== undefined) waiting.unshift(serve);
      return;
    }
    busy++;
    thread.after(-Math.log(1 - random()) * meanMs(), () => {
      busy--;
      serve();
      next(thread);
    });
  };
  return (thread, _request, done) => {
    waiting.push(done);
    next(thread);
  };
}

/** A handler that computes for so long before it answers. */
const computing =
  (ms: number): Work =>
  (thread, _request, done) => {
    thread.compute(ms);
    done();
  };

/** A dependency without queue, however many ask at once. */
const waiting =
  (ms: (now: number) => number): Work =>
  (thread, _request, done) =>
    void thread.after(ms(thread.now()), done);

/** Numbers that look random, the same in every run. */
function seeded(seed: number): () => number {
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

interface Phase {
  readonly seconds: number;
  readonly perSecond: number;
}

interface Simulation {
  readonly requests: readonly Request[];
  readonly shedder: LoadShedder<Request>;
  /** Requests that arrived between two seconds. */
  readonly within: (from: number, to: number) => readonly Request[];
  /** Served per second between two seconds. */
  readonly goodput: (from: number, to: number) => number;
}

/** Lets requests arrive at random (Poisson), phase by phase. */
function simulate(
  work: (random: () => number) => Work,
  phases: readonly Phase[],
  { priorities = ['normal'], clients = 0 }: { priorities?: readonly Priority[]; clients?: number } = {},
): Simulation {
  const random = seeded(7);
  const thread = new SimulatedThread();
  const requests: Request[] = [];
  const perform = work(random);
  const run = (request: Request) =>
    perform(thread, request, () => {
      request.outcome = 'served';
      request.endedAt = thread.now();
      shedder.leave(request, true);
      again(request);
    });
  const shedder: LoadShedder<Request> = new LoadShedder<Request>(
    thread,
    {
      run,
      shed(request) {
        request.outcome = 'shed';
        request.endedAt = thread.now();
        again(request);
      },
      nextTurn: thread.nextTurn,
      cpuMs: thread.cpuMs,
    },
    { priority: (request) => (request as Request).priority },
  );
  /** Clients that are always there ask again a millisecond after their answer, for ten seconds. */
  const again = ({ returning, endedAt }: Request) => {
    if (returning && endedAt < 10_000) thread.after(1, () => arrive(true, endedAt + 1));
  };
  const arrive = (returning: boolean, sentAt: number) => {
    const request: Request = {
      returning,
      sentAt,
      method: 'GET',
      path: '/',
      route: '/',
      priority: priorities[Math.floor(random() * priorities.length)] ?? 'normal',
      startedAt: thread.now(),
      standing: 'outside',
      runningSince: 0,
      concurrency: 0,
      rule: undefined,
      outcome: 'open',
      endedAt: 0,
    };
    requests.push(request);
    if (shedder.enter(request)) run(request);
  };
  for (let client = 0; client < clients; client++) thread.after(0, () => arrive(true, 0));
  let from = 0;
  for (const { seconds, perSecond } of phases) {
    const until = from + seconds * 1_000;
    for (let at = from; at < until; at += (-Math.log(1 - random()) * 1_000) / perSecond)
      thread.after(at, () => arrive(false, at));
    from = until;
  }
  thread.runUntil(from + 20_000);
  const between = (at: number, first: number, last: number) => at >= first * 1_000 && at < last * 1_000;
  return {
    requests,
    shedder,
    within: (first, last) => requests.filter(({ startedAt }) => between(startedAt, first, last)),
    goodput: (first, last) =>
      requests.filter(({ outcome, endedAt }) => outcome === 'served' && between(endedAt, first, last))
        .length /
      (last - first),
  };
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(part * values.length)] ?? 0;
}

const latencies = (requests: readonly Request[]) =>
  requests.filter(({ outcome }) => outcome === 'served').map(({ sentAt, endedAt }) => endedAt - sentAt);

const shed = (requests: readonly Request[]) => requests.filter(({ outcome }) => outcome === 'shed').length;

/** Each does at most so much a second. */
const servers = [
  {
    what: 'a dependency of 8 servers at 20 ms',
    perSecond: 400,
    work: (random: () => number) => queueingFor(8, () => 20, random),
  },
  {
    what: 'a dependency of 40 servers at 50 ms',
    perSecond: 800,
    work: (random: () => number) => queueingFor(40, () => 50, random),
  },
  { what: 'a handler that computes for 2 ms', perSecond: 500, work: () => computing(2) },
  { what: 'a handler that computes for 20 ms', perSecond: 50, work: () => computing(20) },
];

describe.each(servers)('$what', ({ perSecond, work }) => {
  const load = [
    { seconds: 10, perSecond: 0.7 * perSecond },
    { seconds: 20, perSecond: 3 * perSecond },
    { seconds: 10, perSecond: 0.7 * perSecond },
  ];
  const simulation = simulate(work, load);

  test('refuses nobody at 70 % of what it can do', () => {
    expect(shed(simulation.within(0, 10))).toBe(0);
  });

  test('does at three times what it can at least 90 % of it, and answers soon', () => {
    expect(simulation.goodput(12, 30)).toBeGreaterThan(0.9 * perSecond);
    expect(percentile(latencies(simulation.within(12, 30)), 0.99)).toBeLessThan(800);
  });

  test('has recovered within two seconds', () => {
    expect(shed(simulation.within(32, 40))).toBe(0);
  });

  test('accounts for every request', () => {
    expect(simulation.requests.filter(({ outcome }) => outcome === 'open')).toEqual([]);
    expect(simulation.shedder.state).toMatchObject({ inFlight: 0, waiting: 0, limit: Infinity });
  });
});

describe('nobody is refused', () => {
  const nobody = (work: (random: () => number) => Work, perSecond: number) => {
    const { requests, within } = simulate(work, [{ seconds: 20, perSecond }]);
    expect([requests.length > 0, shed(within(0, 20))]).toEqual([true, 0]);
  };

  test('where few of many requests take long', () => {
    nobody((random) => waiting(() => (random() < 0.02 ? 2_000 : 5)), 1_000);
  });

  test('where hundreds of long polls are open', () => {
    nobody((random) => waiting(() => (random() < 0.1 ? 9_000 : 5)), 500);
  });

  test('for time in which the machine did not let the process run', () => {
    let turn = 0;
    nobody(
      () => (thread, _request, done) => {
        turn++;
        // Late at first, so that others wait; then paused while they do.
        if (turn === 1_000) thread.compute(100);
        if (turn === 1_010) thread.pause(5_000);
        thread.compute(0.5);
        done();
      },
      100,
    );
  });

  test('for the three seconds in which one request held the thread', () => {
    let held = false;
    nobody(
      () => (thread, _request, done) => {
        if (!held && thread.now() > 5_000) {
          held = true;
          thread.compute(3_000);
        }
        thread.compute(1);
        done();
      },
      300,
    );
  });
});

test('clients that ask again once they are answered are all served', () => {
  const { requests } = simulate(() => computing(10), [], { clients: 32 });
  expect([requests.length > 900, shed(requests)]).toEqual([true, 0]);
});

test('a dependency that becomes slow without being full is known as such within a second', () => {
  const { within } = simulate(
    () => waiting((now) => (now < 10_000 ? 10 : 200)),
    [{ seconds: 20, perSecond: 1_000 }],
  );
  expect(shed(within(0, 10))).toBe(0);
  expect(shed(within(11, 20))).toBe(0);
});

test('…also where its clients come and go together', () => {
  const { requests, goodput } = simulate(() => waiting((now) => (now < 3_000 ? 50 : 400)), [], {
    clients: 100,
  });
  const later = requests.filter(({ startedAt }) => startedAt >= 4_000);
  expect(shed(later)).toBe(0);
  expect(goodput(5, 10)).toBeGreaterThan(240);
});

test('a higher class is served before a lower one', () => {
  const priorities = ['high', 'normal', 'low'] as const;
  const { within } = simulate(() => computing(2), [{ seconds: 15, perSecond: 1_000 }], { priorities });
  const [high = 0, normal = 0, low = 0] = priorities.map((priority) => {
    const own = within(5, 15).filter((request) => request.priority === priority);
    return 1 - shed(own) / own.length;
  });
  expect(high).toBe(1);
  expect(normal).toBeGreaterThan(0.4);
  expect(low).toBeLessThan(0.05);
});

test('what is exempt is always served at once', () => {
  const priorities = ['exempt', ...Array.from({ length: 9 }, () => 'normal' as const)] as const;
  const { within } = simulate(
    (random) => queueingFor(8, () => 20, random),
    [{ seconds: 15, perSecond: 1_200 }],
    {
      priorities,
    },
  );
  expect(shed(within(0, 15).filter(({ priority }) => priority === 'exempt'))).toBe(0);
});
