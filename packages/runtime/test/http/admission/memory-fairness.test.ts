import { expect, test } from 'vitest';
import { MemoryAdmission } from '../../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { eventually, serve } from '../fixture.ts';
import { session } from '../http2-client.ts';
import { MIB, post, serveIn } from '../little-memory.ts';

test.each(['HTTP/1.1', 'HTTP/2'])(
  'who waits for memory is not slow to send its body: %s',
  async (protocol) => {
    const fixture = await serveIn(32 * MIB, { bodyGraceMs: 0 });
    const { clock, ledger, admission } = fixture;
    await clock.advance(900);
    const opened = session(fixture.url);
    const up = (bytes: number) =>
      opened.request({ ':path': '/up', ':method': 'POST', 'content-length': String(bytes) });
    const first = up(20 * MIB);
    await eventually(() => ledger.held.length === 1);
    const [part, rest] = ['x'.repeat(1_000), 'x'.repeat(1_000_000)];
    const client = protocol === 'HTTP/2' ? undefined : await fixture.connect();
    const stream = client === undefined ? up(1_001_000) : undefined;
    stream?.write(part);
    client?.send(post(1_001_000) + part);
    await eventually(() => ledger.waiting.size === 1);
    // Two looks at it, and no more than it may wait.
    await clock.advance(1_150);
    expect([ledger.waiting.size, fixture.entries]).toEqual([1, []]);
    first.close();
    await eventually(() => ledger.held.length === 0);
    admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    fixture.open();
    stream?.end(rest);
    client?.send(rest);
    await eventually(() => fixture.entries.length === 2);
    expect(fixture.entries[1]).toMatchObject({ status: 200, bytesIn: 1_001_000 });
  },
);

test('an error tells nothing of what its route needs', async () => {
  const clock = new VirtualClock();
  const admission = new MemoryAdmission({ clock, roomBytes: 32 * MIB, look: () => {} });
  admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
  const told: (number | undefined)[] = [];
  const fixture = await serve(
    {
      listener(incoming, response) {
        const [reservation] = admission.ledger.held;
        response.statusCode = Number(incoming.url?.slice(1));
        response.end('x'.repeat(10_000));
        told.push(reservation?.respondedBytes);
      },
    },
    { clock, admission },
  );
  for (const status of [200, 399, 400, 500]) await (await fetch(`${fixture.url}/${status}`)).text();
  expect(told).toEqual([10_000, 10_000, undefined, undefined]);
});
