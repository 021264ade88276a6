import type { ServerResponse } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MemoryAdmission } from '../../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const text = 'little text, '.repeat(100);

/** Answers that may have been compressed for the request. */
const compressed = {
  'GET /piped': (response: ServerResponse) => {
    response.setHeader('Content-Encoding', 'gzip');
    compress(response);
  },
  'GET /named': (response: ServerResponse) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' });
    compress(response);
  },
  // Nothing tells whether it waited for that (`await gzip(text)`), as hundreds may do at once.
  'GET /whole': (response: ServerResponse) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' });
    response.end(gzipSync(text));
  },
};

/** Answers that were compressed before, or have no content. */
const passed = {
  'GET /stored': (response: ServerResponse) => {
    const stored = gzipSync(text);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': stored.length });
    response.end(stored);
  },
  'HEAD /head': (response: ServerResponse) => {
    response.setHeader('content-encoding', 'gzip');
    response.end();
  },
  'GET /nothing': (response: ServerResponse) => {
    response.writeHead(204, { 'content-encoding': 'gzip' });
    response.end();
  },
  'GET /unchanged': (response: ServerResponse) => {
    response.writeHead(304, { 'content-encoding': 'gzip' });
    response.end();
  },
  'GET /plain': (response: ServerResponse) => response.end(text),
};

const protocols = ['http/1.1', 'h2'] as const;

test.each(protocols)(
  'what compresses an answer is set aside for the next of its route: %s',
  async (protocol) => {
    const { ask, costOf } = await serveWithin(compressed, protocol);
    for (const asked of Object.keys(compressed)) {
      await ask(asked);
      expect(costOf(asked).bytesBesideBody).toBeGreaterThan(300 * KIB);
      expect(costOf(asked).bytesBesideBody).toBeLessThan(MIB);
    }
  },
);

test.each(protocols)('nothing is set aside for one that was compressed before: %s', async (protocol) => {
  const { ask, costOf } = await serveWithin(passed, protocol);
  for (const asked of Object.keys(passed)) await ask(asked);
  // What takes little where there is room is not remembered.
  const remembered = Object.keys(passed).filter((asked) => !costOf(asked).isUnknown);
  expect(remembered).toEqual([]);
});

/** Serves answers within a room, by `METHOD /path`. */
async function serveWithin(
  answers: Readonly<Record<string, (response: ServerResponse) => unknown>>,
  protocol: (typeof protocols)[number],
) {
  const bounds = { roomBytes: 64 * MIB, headroomBytes: 64 * MIB };
  const admission: MemoryAdmission = new MemoryAdmission({
    clock: new VirtualClock(),
    ...bounds,
    look: () => admission.setBounds(bounds),
  });
  admission.setBounds(bounds);
  const { url } = await serve(
    { listener: ({ method, url: path }, response) => answers[`${method} ${path}`]?.(response) },
    { admission },
  );
  const facts = (request: string) => {
    const [method = '', path = ''] = request.split(' ');
    return { method, path };
  };
  return {
    /** Asks for it, and waits for all of the answer. */
    ask: async (asked: string): Promise<void> => {
      const { method, path } = facts(asked);
      if (protocol === 'h2') return void (await request(session(url), { ':method': method, ':path': path }));
      await (await fetch(new URL(path, url), { method })).arrayBuffer();
    },
    costOf: (asked: string) => admission.costs.of(facts(asked)),
  };
}

function compress(response: ServerResponse): void {
  const gzip = createGzip();
  gzip.pipe(response);
  gzip.end(text);
}
