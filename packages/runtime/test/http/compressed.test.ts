import type { ServerResponse } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MemoryAdmission } from '../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import { serve } from './fixture.ts';
import { request, session } from './http2-client.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const text = 'little text, '.repeat(100);

const answers = {
  '/piped': (response: ServerResponse) => {
    response.setHeader('Content-Encoding', 'gzip');
    const gzip = createGzip();
    gzip.pipe(response);
    gzip.end(text);
  },
  '/named': (response: ServerResponse) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' });
    response.end(gzipSync(text));
  },
  '/stored': (response: ServerResponse) => {
    const stored = gzipSync(text);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': stored.length });
    response.end(stored);
  },
  '/plain': (response: ServerResponse) => response.end(text),
};

test.each(['http/1.1', 'h2'])(
  'what compresses an answer is set aside for the next of its route: %s',
  async (protocol) => {
    const clock = new VirtualClock();
    const bounds = { roomBytes: 64 * MIB, headroomBytes: 64 * MIB };
    const admission: MemoryAdmission = new MemoryAdmission({
      clock,
      ...bounds,
      look: () => admission.setBounds(bounds),
    });
    admission.setBounds(bounds);
    const { url } = await serve(
      { listener: (incoming, response) => answers[incoming.url as keyof typeof answers](response) },
      { admission },
    );
    const ask = async (path: string) => {
      if (protocol === 'h2') return (await request(session(url), { ':path': path })).status;
      const response = await fetch(new URL(path, url));
      return (await response.arrayBuffer()) && response.status;
    };
    for (const path of Object.keys(answers)) expect(await ask(path)).toBe(200);
    const of = (path: string) => admission.costs.of({ method: 'GET', path });
    const compressed = [of('/piped'), of('/named')].map(({ bytesBesideBody }) => bytesBesideBody);
    expect(Math.min(...compressed)).toBeGreaterThan(300 * KIB);
    expect(Math.max(...compressed)).toBeLessThan(MIB);
    // What takes little where there is room is not remembered.
    expect([of('/stored').isUnknown, of('/plain').isUnknown]).toEqual([true, true]);
  },
);
