import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scenarioNames } from '../../scenario-names.ts';
import { VirtualClock } from '../../testing/index.ts';
import { sampleRehearsal } from '../testing/index.ts';
import { liveRender } from './live-render.ts';
import { liveAfter, liveStart, type LiveInput, type LiveState } from './live-state.ts';
import { liveView, type Terminal } from './live-view.ts';

const { events } = sampleRehearsal().evidence;
const start = liveStart('shop', ['start', 'rollout', 'kill', 'trace']);

function after(inputs: readonly LiveInput[], from: LiveState = start): LiveState {
  return inputs.reduce(liveAfter, from);
}

function until(seconds: number): LiveState {
  const at = 5000 + seconds * 1000;
  return after([...events.filter((event) => event.at <= at), { type: 'tick', at }]);
}

const plain = (state: LiveState, columns = 100, rows = 40) =>
  liveRender(state, { columns, rows }).map((line) => stripVTControlCharacters(line));

describe('what is shown', () => {
  test('scenarios with ticks and times', () => {
    const lines = plain(until(20)).join('\n');
    expect(lines).toContain('✓ start             9.00 s');
    expect(lines).toContain('▸ rollout           10.0 s');
    expect(lines).toContain('· kill');
    expect(plain(until(131)).join('\n')).toContain('– trace             skipped');
  });

  test('a lane for each pod that exists, with its phase', () => {
    const lines = plain(until(20.5));
    const lane = lines.find((line) => line.startsWith('shop-5d8f-m4v9t'));
    expect(lane).toMatch(/^shop-5d8f-m4v9t {2}terminating .*░█+▓ {2}revision 1$/);
    expect(lines.some((line) => line.startsWith('shop-5d8f-x7k2q'))).toBe(false);
    expect(plain(until(100)).join('\n')).toMatch(/shop-6c4d-z6r1n {2}ready .* revision 2 {2}1× restarted/);
  });

  test('in a narrow terminal a lane shows the last seconds, as many as fit', () => {
    const lane = plain(until(20.5), 46).find((line) => line.startsWith('shop-5d8f-m4v9t'));
    expect(lane).toMatch(/^shop-5d8f-m4v9t {2}terminating █{16}▓$/);
    expect(lane).toHaveLength(46);
    expect(plain(until(20.5), 20).join('\n')).toContain('shop-5d8f-m4v9t  te…');
  });

  test('what the load counted, what is done and what happened last', () => {
    const counted = { type: 'load-count', at: 26_000, sent: 1234, lost: 5, p50: 3.2, p99: 21 } as const;
    const lines = plain(after([counted], until(20.5)));
    expect(lines).toContain('requests  1,234 sent  5 lost  p50 3.2 ms  p99 21 ms');
    expect(lines).toContain('now       rollout: rolls out revision 2');
    expect(lines.find((line) => line.startsWith('last'))).toMatch(/^last {6}shop-/);
  });

  test('before the first scenario and after the last one it is told what takes its time', () => {
    expect(plain(start)).toContain('now       the pods start; scenarios begin once all are ready');
    const over = after([{ type: 'taken-down', at: 140_000 }], until(140));
    expect(plain(over).join('\n')).toMatch(/^now {7}all scenarios are over; the pods are ended, each/m);
  });

  test('with little room the youngest pods stay, and the others are counted', () => {
    const lines = plain(until(22), 80, 14);
    expect(lines.length).toBeLessThanOrEqual(13);
    expect(lines.join('\n')).toMatch(/… and \d older pods/);
  });

  test('whatever happens, no line is wider than the terminal, no view higher', () => {
    const inputs = fc.subarray([...events], { minLength: 1, maxLength: 200 });
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 160 }),
      rows: fc.integer({ min: 2, max: 60 }),
    });
    const all = liveStart('shop', scenarioNames);
    fc.assert(
      fc.property(inputs, size, (some, { columns, rows }) => {
        const lines = plain(after(some, all), columns, rows);
        expect(lines.length).toBeLessThan(Math.max(2, rows));
        for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 50 },
    );
  });

  test('what a program wrote cannot move the cursor', () => {
    const text = '\u001b[2J\u001b[31mred\r\n';
    const lines = liveRender(after([{ type: 'step', scenario: 'start', text, at: 1 }]), {
      columns: 80,
      rows: 24,
    });
    expect(lines.join('\n')).not.toContain('\u001b[2J');
    expect(lines.join('')).not.toContain('\r');
  });

  test('a state is never changed, only followed by another', () => {
    const before = structuredClone(start);
    after(events.slice(0, 500));
    expect(start).toEqual(before);
  });
});

describe('drawing', () => {
  const started = (isTTY = true, more: Partial<Terminal> = {}, env = {}) => {
    const clock = new VirtualClock();
    const written: string[] = [];
    const terminal = { isTTY, columns: 80, rows: 24, ...more, write: (text: string) => written.push(text) };
    const options = { workload: 'shop', scenarios: ['start'], clock, env } as const;
    return { clock, written, terminal, view: liveView(terminal, options) };
  };
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const colour = /\u001b\[\d+m/;

  test('there is none without a terminal, and nothing is written', () => {
    const { view, written } = started(false);
    expect(view).toBeUndefined();
    expect(written).toEqual([]);
  });

  test.each([{ CI: 'true' }, { TERM: 'dumb' }])(
    'there is none in a log that only looks like one: %o',
    (env) => {
      const { view, written } = started(true, {}, env);
      expect(view).toBeUndefined();
      expect(written).toEqual([]);
      started(true, {}, { CI: 'false', TERM: 'xterm' }).view?.close();
    },
  );

  test('there are colours only where the terminal has them, which NO_COLOR denies', () => {
    const { view, written } = started(true, { hasColors: () => false });
    view?.close();
    expect(written.join('')).toContain('Rehearsal of shop');
    expect(written.join('')).not.toMatch(colour);
    const coloured = started(true, { hasColors: () => true });
    coloured.view?.close();
    expect(coloured.written.join('')).toMatch(colour);
  });

  test('a terminal that says it is 0 by 0 is taken for one of 80 by 24', () => {
    const { view, written } = started(true, { columns: 0, rows: 0 });
    view?.close();
    expect(written.join('')).toContain('Rehearsal of shop');
  });

  test('at most ten times a second, however much happens', async () => {
    const { clock, written, view } = started();
    for (let at = 0; at < 1000; at += 5) {
      view?.load({ sent: at, lost: 0, p50: undefined, p99: undefined });
      await clock.advance(5);
    }
    view?.close();
    const drawings = written.filter((text) => text.includes('Rehearsal of shop'));
    expect(drawings.length).toBeGreaterThanOrEqual(10);
    expect(drawings.length).toBeLessThanOrEqual(11);
  });

  test('without news once a second, so that the time goes on', async () => {
    const { clock, written, view } = started();
    await clock.advance(3000);
    view?.close();
    expect(written.filter((text) => text.includes('Rehearsal of shop'))).toHaveLength(4);
  });

  test('in a terminal that was made narrower it takes away the rows that its lines were broken into', async () => {
    const size = { columns: 80, rows: 24 };
    const { clock, written, terminal, view } = started(true, size);
    view?.event({ type: 'step', scenario: 'start', text: 'x'.repeat(200), at: 0 });
    await clock.advance(1000);
    const lines = stripVTControlCharacters(written.at(-1) ?? '')
      .split('\n')
      .slice(0, -1);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(80);
    terminal.columns = 30;
    await clock.advance(1000);
    const rows = lines.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / 30)), 0);
    expect(rows).toBeGreaterThan(lines.length);
    expect(written.at(-1)).toMatch(new RegExp(`^\r.\\[${rows}A`));
    view?.close();
  });

  test('the end of a line that is as wide as the terminal is seen: nothing is cleared behind it', async () => {
    const { clock, written, view } = started();
    view?.event({ type: 'step', scenario: 'start', text: 'x'.repeat(200), at: 0 });
    await clock.advance(1000);
    const line = (written.at(-1) ?? '').split('\n').find((one) => one.includes('xxx'));
    expect(stripVTControlCharacters(line ?? '')).toHaveLength(80);
    expect([line?.startsWith('\u001b[K'), line?.endsWith('…')]).toEqual([true, true]);
    view?.close();
  });

  test('closed, it takes its lines away, gives the cursor back, and draws no more', async () => {
    const { clock, written, view } = started();
    view?.close();
    const last = written.at(-1);
    expect(last).toMatch(/^\r.\[\d+A.\[J/);
    expect(last).toContain('\u001b[?25h');
    expect(last).toContain('\u001b[?7h');
    view?.load({ sent: 1, lost: 0, p50: undefined, p99: undefined });
    view?.close();
    await clock.advance(5000);
    expect(written.at(-1)).toBe(last);
  });
});
