import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { blocks } from '../../../src/http/bodies/blocks.ts';
import { streamJson, type JsonSource, type StreamJsonOptions } from '../../../src/http/index.ts';
import { MemoryAdmission } from '../../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { eventually, serve } from '../fixture.ts';
import { get as getBy, protocols } from '../get.ts';
import { session } from '../http2-client.ts';

const MIB = 2 ** 20;

beforeEach(() => {
  blocks.limitIdle(8 * MIB);
  blocks.free(Infinity);
});

const row = (id: number) => ({ id, name: `row ${id}`, text: 'é😀'.repeat(20) });
const rows = (count: number) => Array.from({ length: count }, (_, id) => row(id));

async function* cursor(count: number, batch = 100) {
  for (let from = 0; from < count; from += batch) {
    await Promise.resolve();
    yield rows(count).slice(from, from + batch);
  }
}

/** A source that tells how far it was asked, and whether it was told that no more is wanted. */
class Told {
  asked = 0;
  isClosed = false;
  async *[Symbol.asyncIterator](): AsyncGenerator {
    try {
      for (;;) {
        await Promise.resolve();
        yield 'x'.repeat(1024);
        this.asked++;
      }
    } finally {
      this.isClosed = true;
    }
  }
}

async function* failingAfter(count: number, cause: unknown = new Error('the cursor is gone')) {
  for (const each of rows(count)) yield each;
  await Promise.resolve();
  throw cause;
}

/** Serves what `source` gives for a path. */
async function serveSource(
  source: (path: string) => JsonSource,
  options: StreamJsonOptions = {},
  onResult: (result: boolean) => void = () => {},
) {
  const listener = async ({ url = '' }: IncomingMessage, response: ServerResponse) =>
    onResult(await streamJson(response, source(url), options));
  return serve({ listener });
}

describe.each(protocols)('streamJson by %s', (protocol) => {
  const get = (url: string, method?: string) => getBy(protocol, url, method);

  test('answers with the bytes of JSON.stringify, of elements and of batches', async () => {
    const elements = await serveSource((path) => rows(Number(path.slice(1))));
    const batches = await serveSource((path) => cursor(Number(path.slice(1))), { batches: true });
    for (const { url } of [elements, batches])
      for (const count of [0, 1, 99, 5_000]) {
        const answer = await get(`${url}/${count}`);
        expect(answer.body).toBe(JSON.stringify(rows(count)));
        expect(answer.headers).toMatchObject({ 'content-type': 'application/json' });
        const length = count < 100 ? String(Buffer.byteLength(answer.body)) : undefined;
        expect(answer.headers['content-length']?.toString()).toBe(length);
      }
  });

  test('takes status and headers, and any source', async () => {
    const sources: Record<string, () => JsonSource> = {
      '/set': () => new Set([1, 'é', null]),
      '/readable': () => Readable.from(rows(1_000)),
      '/text': () => 'é!',
      '/promises': () => [Promise.resolve(1), 2],
      '/undefined': () => [undefined, () => {}, Symbol('none')],
    };
    const options = { status: 201, headers: { 'content-type': 'application/x', 'x-a': '1' } };
    const { url } = await serveSource((path) => sources[path]?.() ?? [], options);
    const set = await get(`${url}/set`);
    expect(set).toMatchObject({ status: 201, body: '[1,"é",null]' });
    expect(set.headers).toMatchObject({ 'content-type': 'application/x', 'x-a': '1' });
    expect((await get(`${url}/readable`)).body).toBe(JSON.stringify(rows(1_000)));
    expect((await get(`${url}/undefined`)).body).toBe('[null,null,null]');
    expect((await get(`${url}/text`)).body).toBe('["é","!"]');
    expect((await get(`${url}/promises`)).body).toBe('[1,2]');
  });

  test('a source that fails early can still be answered by an error', async () => {
    const { url, events } = await serveSource((path) => failingAfter(Number(path.slice(1))));
    for (const path of ['/0', '/10']) expect((await get(url + path)).status).toBe(500);
    const error = { message: 'the cursor is gone' };
    expect(events.filter(({ type }) => type === 'http.error')).toMatchObject([{ error }, { error }]);
  });

  test('a source that fails later breaks the response off', async () => {
    const { url, events, server } = await serveSource(() => failingAfter(5_000));
    await expect(get(`${url}/`)).rejects.toThrow();
    await eventually(() => server.counts().requests === 0);
    expect(events).toContainEqual(expect.objectContaining({ type: 'http.error' }));
  });

  test('what has no JSON, and what is no batch, ends the source', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    let closed = 0;
    async function* source(path: string) {
      try {
        yield* path === '/cycle' ? [cycle] : [[1], 2];
      } finally {
        closed++;
      }
    }
    const { url, events } = await serveSource(source, { batches: true });
    for (const path of ['/cycle', '/no-batch']) expect((await get(url + path)).status).toBe(500);
    expect(events.filter(({ type }) => type === 'http.error')).toMatchObject([
      { error: { code: 'SW_NO_BATCH' } },
      { error: { code: 'SW_NO_BATCH' } },
    ]);
    const elements = await serveSource(source);
    expect((await get(`${elements.url}/cycle`)).status).toBe(500);
    expect(closed).toBe(3);
  });

  test('a request by HEAD gets no body, and the source is asked once', async () => {
    const source = new Told();
    const { url } = await serveSource(() => source);
    expect(await get(`${url}/`, 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(source).toMatchObject({ asked: 0, isClosed: true });
  });
});

test('the source is asked as fast as the client reads, and told when it goes', async () => {
  const source = new Told();
  let result: boolean | undefined;
  const { url } = await serveSource(
    () => source,
    {},
    (each) => (result = each),
  );
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  socket.pause();
  // Nothing is read: sooner or later nothing more is asked for.
  let before = -1;
  await eventually(() => source.asked > 0 && before === (before = source.asked));
  socket.destroy();
  await eventually(() => source.isClosed && result === false);
  expect(source.asked).toBeLessThan(64 * 1024);
});

test('a source that can not be closed is asked to once', async () => {
  let closed = 0;
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false, value: 1 }),
      return: () => Promise.reject(new Error(`closed ${++closed} times`)),
    }),
  };
  const { url, events } = await serveSource(() => source);
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(500);
  const error = { message: 'closed 1 times' };
  expect(events.filter(({ type }) => type === 'http.error')).toMatchObject([{ error }]);
});

test('sources that never wait share a turn, however many there are', async () => {
  let steps = 0;
  function* source() {
    for (let step = 0; step < 10; step++) {
      steps++;
      const end = performance.now() + 1;
      while (performance.now() < end);
      yield step;
    }
  }
  const { url } = await serveSource(source);
  let most = 0;
  let looking = true;
  const look = () => {
    most = Math.max(most, steps);
    steps = 0;
    if (looking) setImmediate(look);
  };
  look();
  await Promise.all(Array.from({ length: 20 }, async () => (await fetch(url)).text()));
  looking = false;
  // All steps of all of them, if each had a turn of its own.
  expect(most).toBeLessThan(150);
});

test('a source that never waits leaves other requests their turn', async () => {
  const others = { hadTheirTurn: false };
  function* source() {
    setImmediate(() => (others.hadTheirTurn = true));
    // Only where they never have it does it come to so much.
    const end = performance.now() + 10_000;
    do yield others.hadTheirTurn;
    while (!others.hadTheirTurn && performance.now() < end);
    yield others.hadTheirTurn;
  }
  const { url } = await serveSource(source);
  const body = (await (await fetch(url)).json()) as boolean[];
  expect(body[0]).toBe(false);
  expect(body.at(-1)).toBe(true);
});

test.each(protocols)('a large one takes turns with others, and little memory: %s', async (protocol) => {
  const clock = new VirtualClock();
  const look = () => admission.setBounds({ roomBytes: 64 * MIB, headroomBytes: 64 * MIB });
  const admission: MemoryAdmission = new MemoryAdmission({
    clock,
    roomBytes: 64 * MIB,
    random: () => 0,
    look,
  });
  look();
  const listener = (_: IncomingMessage, response: ServerResponse) =>
    void streamJson(response, cursor(5_000), { batches: true });
  const { url } = await serve({ listener }, { clock, admission });
  if (protocol === 'h2') await buffer(session(url).request({ ':path': '/list' }));
  else await (await fetch(`${url}/list`)).arrayBuffer();
  await eventually(() => admission.costs.hasTurns);
  expect(admission.costs.largest(1)[0]?.bytes).toBeLessThan(MIB);
});

test('any elements in any batches are what JSON.stringify says of them', async () => {
  let batches: unknown[][] = [];
  const { url } = await serveSource(() => batches, { batches: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.jsonValue({ maxDepth: 2 }))), async (values) => {
      batches = values;
      expect(await (await fetch(url)).text()).toBe(JSON.stringify(values.flat()));
    }),
    { numRuns: 50 },
  );
});
