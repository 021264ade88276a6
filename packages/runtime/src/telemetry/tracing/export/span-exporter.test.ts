import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { deadlineIn } from '../../../lifecycle/index.ts';
import type { VirtualClock } from '../../../testing/index.ts';
import {
  answer,
  droppedOf,
  rig,
  settings,
  type Overrides,
  type SendSpans,
} from '../../../../test/telemetry/exporter-rig.ts';
import type { RecordedSpan } from '../span/index.ts';
import type { Reply } from '../../otlp/index.ts';

/** A collector that answers in turn, the last answer again and again. */
function collector(...replies: Reply[]) {
  const batches: string[][] = [];
  const at: number[] = [];
  let clock: VirtualClock | undefined;
  const send: SendSpans = (spans) => {
    batches.push(spans.map(({ name }) => name));
    at.push(clock?.now() ?? 0);
    return Promise.resolve(replies[Math.min(batches.length, replies.length) - 1] ?? answer(200));
  };
  const start = (overrides: Overrides = {}) => {
    const parts = rig(send, overrides);
    clock = parts.clock;
    return parts;
  };
  return { batches, at, start };
}

describe('batches', () => {
  test('go out after the delay', async () => {
    const { batches, at, start } = collector();
    const { clock, exporter, add } = start();
    add(2);
    await clock.advance(4999);
    expect(batches).toEqual([]);
    await clock.advance(1);
    expect(batches).toEqual([['0', '1']]);
    expect(at).toEqual([5000]);
    expect(exporter.stats()).toMatchObject({ queued: 0, sending: 0, exported: 2, failures: 0 });
  });

  test('go out at once when they are full, one after the other', async () => {
    const { batches, at, start } = collector();
    const { clock, add } = start();
    add(9);
    await clock.advance(10);
    expect(batches).toEqual([
      ['0', '1', '2', '3'],
      ['4', '5', '6', '7'],
    ]);
    await clock.advance(5000);
    expect(batches[2]).toEqual(['8']);
    expect(at).toEqual([0, 0, 5000]);
  });

  test('find no room beyond the queue, and are counted', async () => {
    const { clock, exporter, add } = rig(() => new Promise<never>(() => undefined));
    add(4);
    await clock.advance(0);
    add(12);
    expect(exporter.stats()).toMatchObject({ queued: 10, sending: 4, exported: 0 });
    expect(exporter.stats().dropped['queue full']).toBe(2);
  });
});

test('a span that cannot be encoded is dropped, and nothing else', async () => {
  const sent: number[] = [];
  const { clock, events, exporter, add } = rig(async (spans) => {
    sent.push(spans.length);
    return answer(200);
  });
  exporter.add({ name: undefined } as unknown as RecordedSpan);
  add(5);
  await clock.advance(settings.delayMs);
  expect(sent).toEqual([4, 1]);
  expect(exporter.stats()).toMatchObject({ exported: 5, queued: 0, dropped: { refused: 1 }, failures: 1 });
  expect(events).toMatchObject([
    { state: 'failing', error: expect.stringContaining('no text') as string },
    {},
  ]);
});

test('a span that cannot be encoded and is alone does not end the export', async () => {
  const { batches, start } = collector();
  const { clock, exporter, add } = start();
  exporter.add({ name: undefined } as unknown as RecordedSpan);
  await clock.advance(settings.delayMs);
  expect(batches).toEqual([]);
  add(1);
  await clock.advance(settings.delayMs);
  expect(batches).toEqual([['0']]);
  expect(exporter.stats()).toMatchObject({ exported: 1, queued: 0, dropped: { refused: 1 } });
});

test('nothing of a batch is kept after it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const replies: WeakRef<Reply>[] = [];
  const { clock, add } = rig(() => {
    const reply = answer(200);
    replies.push(new WeakRef(reply));
    return Promise.resolve(reply);
  });
  for (let i = 0; i < 20; i++) {
    add(4);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await clock.advance(1);
  }
  await new Promise(setImmediate);
  collect();
  // The last one may still be on the stack.
  expect(replies.filter((reply) => reply.deref() !== undefined).length).toBeLessThan(3);
});

describe('a failing collector', () => {
  test.each([429, 502, 503, 504])('is asked again after %i, by a growing wait', async (status) => {
    const { batches, at, start } = collector(answer(status), answer(status), answer(200));
    const { clock, exporter, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(10_000);
    expect(batches).toEqual([['0'], ['0'], ['0']]);
    expect(at).toEqual([0, 1000, 3000]);
    expect(exporter.stats()).toMatchObject({ exported: 1, failures: 2 });
    expect(droppedOf(exporter)).toBe(0);
  });

  test.each([400, 401, 404, 413, 500, 301])('is not asked again after %i', async (status) => {
    const { batches, start } = collector(answer(status));
    const { clock, exporter, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(60_000);
    expect(batches).toHaveLength(1);
    expect(exporter.stats().dropped.refused).toBe(1);
  });

  test('is left alone for as long as it asks', async () => {
    const { at, start } = collector(answer(429, 7000), answer(200));
    const { clock, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(60_000);
    expect(at).toEqual([0, 7000]);
  });

  test('that asks for longer than a batch may take is left alone by the next batch too', async () => {
    const { batches, at, start } = collector(answer(503, 40_000), answer(200));
    const { clock, exporter, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(10);
    expect(exporter.stats().dropped.unavailable).toBe(1);
    add(1);
    await clock.advance(60_000);
    expect(batches).toEqual([['0'], ['1']]);
    expect(at).toEqual([0, 40_000]);
  });

  test('gets no more attempts than fit in the export time-out, and the next batch follows', async () => {
    const { batches, start } = collector({ error: new Error('refused') });
    const { clock, exporter, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(30_000);
    const attempts = batches.length;
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(15);
    await clock.advance(60_000);
    expect(batches).toHaveLength(attempts);
    expect(exporter.stats().dropped.unavailable).toBe(1);
  });

  test('is told once, and its recovery too', async () => {
    const { start } = collector({ error: new Error('connect ECONNREFUSED') }, answer(503), answer(200));
    const { clock, events, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(10_000);
    add(1);
    await clock.advance(10_000);
    expect(events).toEqual([
      {
        type: 'telemetry.export',
        signal: 'traces',
        state: 'failing',
        dropped: 0,
        error: 'connect ECONNREFUSED',
      },
      { type: 'telemetry.export', signal: 'traces', state: 'recovered', dropped: 0 },
    ]);
  });

  test('has the last word at the end, where spans were lost since', async () => {
    const { start } = collector({ error: new Error('connect ECONNREFUSED') });
    const { clock, events, exporter, add } = start({ delayMs: 0 });
    add(2);
    await clock.advance(10);
    expect(events).toMatchObject([{ state: 'failing', dropped: 0 }]);
    const ended = exporter.shutdown(deadlineIn(clock, 1000));
    await clock.advance(1000);
    await ended;
    expect(events.slice(1)).toMatchObject([
      { state: 'failing', dropped: 2, error: expect.stringMatching(/ECONNREFUSED|shut down/) },
    ]);
  });

  test('that takes a part is believed', async () => {
    const body = Buffer.from(
      JSON.stringify({ partialSuccess: { rejectedSpans: '2', errorMessage: 'too old' } }),
    );
    const partial: Reply = { status: 200, retryAfterMs: undefined, contentType: 'application/json', body };
    const { start } = collector(partial);
    const { clock, exporter, events, add } = start();
    add(3);
    await clock.advance(5000);
    expect(exporter.stats()).toMatchObject({ exported: 1, dropped: { rejected: 2 } });
    expect(events[0]).toMatchObject({ state: 'failing', error: 'too old' });
  });
});

describe('a flush', () => {
  test('sends everything at once', async () => {
    const { batches, start } = collector();
    const { clock, exporter, add } = start();
    add(9);
    await exporter.flush(deadlineIn(clock, 1000));
    expect(batches.flat()).toHaveLength(9);
    expect(clock.now()).toBe(0);
  });

  test('cuts a wait short', async () => {
    const { at, start } = collector(answer(503), answer(200));
    const { clock, exporter, add } = start({ delayMs: 0 });
    add(1);
    await clock.advance(100);
    await exporter.flush(deadlineIn(clock, 5000));
    expect(at).toEqual([0, 100]);
    expect(exporter.stats().exported).toBe(1);
  });

  test('gives up on a dead collector after a second attempt, and keeps the rest', async () => {
    const { batches, start } = collector({ error: new Error('refused') });
    const { clock, exporter, add } = start();
    add(9);
    let settled = false;
    const flushed = exporter.flush(deadlineIn(clock, 20_000)).then(() => (settled = true));
    await clock.advance(600);
    expect(settled).toBe(true);
    await flushed;
    expect(batches).toHaveLength(2);
    expect(exporter.stats()).toMatchObject({ queued: 5, dropped: { unavailable: 4 } });
  });

  test('settles at its deadline though the collector hangs, and goes on after it', async () => {
    let release: (reply: Reply) => void = () => undefined;
    const { clock, exporter, add } = rig(() => new Promise((resolve) => (release = resolve)));
    add(6);
    let settled = false;
    const flushed = exporter.flush(deadlineIn(clock, 1000)).then(() => (settled = true));
    await clock.advance(999);
    expect(settled).toBe(false);
    await clock.advance(1);
    expect(settled).toBe(true);
    await flushed;
    release(answer(200));
    await clock.advance(5000);
    release(answer(200));
    await clock.advance(0);
    expect(exporter.stats()).toMatchObject({ exported: 6, queued: 0 });
  });

  test('comes before a shutdown', async () => {
    const { batches, start } = collector();
    const { clock, exporter, add } = start();
    add(6);
    await exporter.shutdown(deadlineIn(clock, 1000));
    expect(batches.flat()).toHaveLength(6);
  });

  test('of a shutdown drops and counts what is left, and whatever comes later', async () => {
    const { clock, exporter, add } = rig(() => new Promise<never>(() => undefined));
    add(6);
    const done = exporter.shutdown(deadlineIn(clock, 1000));
    await clock.advance(1000);
    await done;
    add(1);
    expect(exporter.stats()).toMatchObject({ exported: 0, queued: 0, sending: 0, dropped: { shutdown: 7 } });
    expect(clock.pending).toBe(0);
  });
});
