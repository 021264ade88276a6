import { describe, expect, test } from 'vitest';
import { eventually, everythingSentIsRead } from '../fixture.ts';
import { answered, crowd, MIB, post, sendBody, serveIn } from '../little-memory.ts';

/** Clients that have begun a body and have read that there is no memory for it. */
async function refused(fixture: Awaited<ReturnType<typeof serveIn>>, count: number) {
  const clients = await crowd(fixture, count);
  await eventually(() => fixture.ledger.waiting.size + fixture.admission.refusals === count);
  await fixture.clock.advance(2_200);
  await Promise.all(clients.map((client) => client.until(answered)));
  return clients;
}

describe('a request that was refused for want of memory', () => {
  test('is told when to come again once it has waited too long, and its connection serves the next', async () => {
    const fixture = await serveIn(32 * MIB);
    const [client] = await crowd(fixture, 1);
    await eventually(() => fixture.ledger.waiting.size === 1);
    await fixture.clock.advance(2_200);
    const answer = await client?.until(answered);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/i);
    expect(answer).not.toMatch(/connection: close/i);
    // The client sends all of it before it reads.
    if (client !== undefined) sendBody(client, 2 * MIB);
    fixture.ledger.held[0]?.release();
    fixture.open();
    client?.get();
    expect(await client?.until(/got 0/)).toMatch(/^[\s\S]*HTTP\/1\.1 200/);
    expect(client?.error).toBeUndefined();
  });

  test('of many, none is reset', async () => {
    const fixture = await serveIn(32 * MIB);
    const clients = await crowd(fixture, 60);
    for (const client of clients) sendBody(client, 2 * MIB);
    await eventually(() => fixture.ledger.waiting.size + fixture.admission.refusals === 60);
    await fixture.clock.advance(2_200);
    const answers = await Promise.all(clients.map((client) => client.until(answered)));
    expect(answers.filter((text) => /^HTTP\/1\.1 503 [\s\S]*retry-after: \d+/i.test(text))).toHaveLength(60);
    expect(clients.filter(({ error, ended }) => error !== undefined || ended)).toEqual([]);
  });

  test('that goes away in the middle of its body does not keep others from being read', async () => {
    const fixture = await serveIn(32 * MIB);
    const clients = await refused(fixture, 9);
    const last = clients.pop();
    for (const { socket } of clients) socket.resetAndDestroy();
    if (last !== undefined) sendBody(last, 2 * MIB);
    last?.get('/next');
    fixture.ledger.held[0]?.release();
    fixture.open();
    expect(await last?.until(/got 0/)).toMatch(/HTTP\/1\.1 200/);
  });

  test('that goes silent in the middle of its body does not keep others from being read', async () => {
    const fixture = await serveIn(32 * MIB);
    const clients = await refused(fixture, 9);
    // The others were refused before it, and take all of the turns.
    const last = clients.at(-1);
    if (last !== undefined) sendBody(last, 2 * MIB);
    last?.get('/next');
    fixture.ledger.held[0]?.release();
    fixture.open();
    await fixture.clock.advance(10_000);
    expect(await last?.until(/got 0/)).toMatch(/HTTP\/1\.1 200/);
    await eventually(() => clients.filter(({ ended }) => ended).length === 8);
    expect(clients.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test('that is sent slowly keeps others from being read for five seconds, and its connection ends then', async () => {
    const fixture = await serveIn(32 * MIB);
    const clients = await refused(fixture, 17);
    const last = clients.pop();
    if (last !== undefined) sendBody(last, 2 * MIB);
    last?.get('/next');
    fixture.ledger.held[0]?.release();
    fixture.open();
    const answers: string[] = [];
    const told = last?.until(/got 0/).then((text) => answers.push(text));
    while (answers.length === 0) {
      for (const client of clients) if (!client.ended) sendBody(client, 400);
      await Promise.race([told, fixture.clock.advance(1_000)]);
    }
    expect(answers[0]).toMatch(/HTTP\/1\.1 200/);
    expect(clients.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(clients.filter(({ ended }) => ended).length).toBeGreaterThanOrEqual(8);
  });

  test('and is sent slowly keeps its connection while nobody else waits', async () => {
    const fixture = await serveIn(32 * MIB);
    const [client] = await refused(fixture, 1);
    for (let second = 0; second < 30; second++) {
      client?.send('x'.repeat(400));
      await everythingSentIsRead();
      await fixture.clock.advance(1_000);
    }
    expect(client?.ended).toBe(false);
  });

  test('and turns out to be larger than any may be ends its connection', async () => {
    const fixture = await serveIn(32 * MIB, { maxBodyBytes: 20 * MIB });
    await crowd(fixture, 0);
    const client = await fixture.connect();
    client.send('POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n');
    await eventually(() => fixture.ledger.waiting.size === 1);
    await fixture.clock.advance(2_200);
    expect(await client.until(answered)).not.toMatch(/connection: close/i);
    for (let mib = 0; mib < 21; mib++) client.send(`100000\r\n${'x'.repeat(MIB)}\r\n`);
    await client.toEnd();
    expect(client.error).toBeUndefined();
  });
});

test('a body for whose rest no room comes is answered 503 though its request had waited before', async () => {
  const fixture = await serveIn(32 * MIB);
  const { ledger, admission, connect, clock } = fixture;
  (await connect()).send(post(20 * MIB));
  await eventually(() => ledger.held.length === 1);
  const client = await connect();
  client.send('POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n');
  await eventually(() => ledger.waiting.size === 1);
  ledger.held[0]?.release();
  admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
  await eventually(() => fixture.handled() === 2);
  (await connect()).send(post(8 * MIB));
  await eventually(() => ledger.held.length === 2);
  const chunk = `${MIB.toString(16)}\r\n${'x'.repeat(MIB)}\r\n`;
  client.send(`${chunk.repeat(6)}0\r\n\r\n`);
  await eventually(() => ledger.growing.size === 1);
  await clock.advance(2_200);
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 /);
});
