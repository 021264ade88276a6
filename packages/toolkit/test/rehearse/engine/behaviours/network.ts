import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, PORT } from '../stage.ts';

/** Addresses, ports, and probes by HTTP, TCP and gRPC. */
export function network({ engine, output, can }: Trial): void {
  const never = new AbortController().signal;
  const serve = (source: string) =>
    config([process.execPath, '--eval', source], {
      env: { PORT: String(PORT), HOST_ADDRESS: engine().hostAddress },
    });
  const urlOf = ({ sandbox }: Pod, path = '/') => new URL(`http://${sandbox.ip}:${PORT}${path}`);

  test('a pod keeps its address over restarts, and its ports are seen while they are listened on', async () => {
    await using pod = await Pod.create(engine());
    const { ip } = pod.sandbox;
    expect((await pod.sandbox.listening()).ports).toEqual(new Set());
    for (const restart of [0, 1]) {
      const running = await pod.start(serve(httpServer), restart);
      await untilListening(pod);
      expect(pod.sandbox.ip).toBe(ip);
      const answer = await pod.sandbox.network.get({ url: urlOf(pod), headers: {} }, never);
      expect(answer.status).toBe(200);
      const { host, port } = pod.sandbox.addressOf(PORT);
      expect((await fetch(`http://${host}:${port}/`)).status).toBe(200);
      running.signal('SIGKILL');
      await running.exited;
      expect((await pod.sandbox.listening()).ports).not.toContain(PORT);
    }
  });

  test.skipIf(can.addresses)(
    'pods that share ports may have one of them at the address of each, and localhost is nobody’s',
    async () => {
      await using one = await Pod.create(engine());
      await using two = await Pod.create(engine());
      const [fixed, localhost] = [
        `listen(${PORT + 1}, process.env.HOST)`,
        "listen(process.env.PORT, '127.0.0.1')",
      ];
      const source = `for (const n of [1, 2]) { const s = require('net').createServer(); if (n === 1) s.${fixed}; else s.${localhost}; }`;
      for (const pod of [one, two]) {
        const env = { PORT: String(PORT), HOST: pod.sandbox.ip };
        await pod.start(config([process.execPath, '--eval', source], { env }));
      }
      for (const { sandbox } of [one, two]) {
        await expect
          .poll(() => sandbox.listening())
          .toEqual({ ports: new Set([PORT + 1]), loopbackOnly: new Set([PORT]), waiting: new Map() });
        expect(sandbox.addressOf(PORT + 1)).toEqual({ host: sandbox.ip, port: PORT + 1 });
        await sandbox.network.connect(sandbox.ip, PORT + 1, never);
        await expect(sandbox.network.connect(sandbox.ip, PORT, never)).rejects.toThrow('ECONNREFUSED');
      }
    },
  );

  test.runIf(can.addresses)(
    'what is listened on at localhost alone is told apart from what others reach',
    async () => {
      await using pod = await Pod.create(engine());
      const listen = (host: string, port: number) =>
        `require('net').createServer().listen(${port}, ${JSON.stringify(host)});`;
      await pod.start(
        serve(listen('127.0.0.1', PORT) + listen('::1', PORT + 1) + listen('0.0.0.0', PORT + 3)),
      );
      await expect
        .poll(() => pod.sandbox.listening())
        .toEqual({
          ports: new Set([PORT + 3]),
          loopbackOnly: new Set([PORT, PORT + 1]),
          waiting: new Map(),
        });
    },
  );

  test('connections that the program has not accepted are counted', async () => {
    await using pod = await Pod.create(engine());
    // Its event loop stands still as soon as it listens.
    const stand = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
    await pod.start(serve(`require('net').createServer().listen(process.env.PORT, () => ${stand})`));
    await untilListening(pod);
    expect((await pod.sandbox.listening()).waiting).toEqual(new Map());
    const clients = Array.from({ length: 3 }, () => connect(pod.sandbox.addressOf(PORT)));
    for (const client of clients) await once(client, 'connect');
    await expect.poll(async () => (await pod.sandbox.listening()).waiting).toEqual(new Map([[PORT, 3]]));
    for (const client of clients) client.destroy();
  });

  test('two pods listen on one port at the same time', async () => {
    await using one = await Pod.create(engine());
    await using two = await Pod.create(engine());
    for (const pod of [one, two]) await pod.start(serve(httpServer));
    for (const pod of [one, two]) await untilListening(pod);
    expect(one.sandbox.ip).not.toBe(two.sandbox.ip);
  });

  test('a probe by HTTP gets status, headers and body, follows nothing, and keeps no connection', async () => {
    await using pod = await Pod.create(engine());
    await pod.start(serve(httpServer));
    await untilListening(pod);
    const { network: reach } = pod.sandbox;
    const headers = { 'User-Agent': 'kube-probe/1.36', Accept: '*/*' };
    const moved = await reach.get({ url: urlOf(pod, '/moved?x=1'), headers }, never);
    expect(moved).toMatchObject({ status: 302, location: 'http://elsewhere.example/' });
    await moved.readBody(10_240);
    const broken = await reach.get({ url: urlOf(pod, '/broken'), headers }, never);
    await expect(broken.readBody(10_240)).rejects.toThrow();
    const endless = await reach.get({ url: urlOf(pod, '/endless'), headers }, never);
    await endless.readBody(10_240);
    const said = () => output.of(pod.name).map((line) => JSON.parse(line) as Record<string, unknown>);
    await expect.poll(said).toHaveLength(3);
    const asked = said();
    expect(asked[0]).toEqual({
      method: 'GET',
      url: '/moved?x=1',
      agent: 'kube-probe/1.36',
      connection: 'close',
      host: `${pod.sandbox.ip}:${PORT}`,
      socket: 1,
    });
    expect(asked.map(({ socket }) => socket)).toEqual([1, 2, 3]);
  });

  test('probes fail where nobody listens, and with the reason of an abort', async () => {
    await using pod = await Pod.create(engine());
    const { network: reach, ip } = pod.sandbox;
    await expect(reach.get({ url: urlOf(pod), headers: {} }, never)).rejects.toThrow();
    await expect(reach.connect(ip, PORT, never)).rejects.toThrow();
    await expect(reach.checkHealth(ip, PORT, '', never)).rejects.toThrow();
    await pod.start(
      serve('require("net").createServer(() => console.log("silent")).listen(process.env.PORT)'),
    );
    await untilListening(pod);
    await reach.connect(ip, PORT, never);
    for (const ask of [
      (signal: AbortSignal) => reach.get({ url: urlOf(pod), headers: {} }, signal),
      (signal: AbortSignal) => reach.checkHealth(ip, PORT, '', signal),
    ]) {
      const abort = new AbortController();
      const done = ask(abort.signal);
      done.catch(() => {});
      abort.abort(new Error('too late'));
      await expect(done).rejects.toThrow('too late');
    }
  });

  test.each([
    ['', 'SERVING'],
    ['stopping', 'NOT_SERVING'],
  ])('a probe by gRPC of the service "%s" learns that it is %s', async (service, status) => {
    await using pod = await Pod.create(engine());
    await pod.start(serve(healthServer));
    await untilListening(pod);
    const { network: reach, ip } = pod.sandbox;
    expect(await reach.checkHealth(ip, PORT, service, never)).toBe(status);
    await expect(reach.checkHealth(ip, PORT, 'unknown', never)).rejects.toThrow('gRPC status 5');
  });

  test('pods reach servers of this machine', async () => {
    const host = engine().hostAddress;
    const server = createServer((socket) => socket.end('ahoy\n')).listen(0, host);
    await expect.poll(() => server.listening).toBe(true);
    const { port } = server.address() as AddressInfo;
    await using pod = await Pod.create(engine());
    const source = `require("net").connect(${port}, process.env.HOST_ADDRESS).pipe(process.stdout)`;
    const running = await pod.start(serve(source));
    expect(await running.exited).toEqual({ code: 0 });
    expect(output.of(pod.name)).toEqual(['ahoy']);
    server.close();
  });

  test.skipIf(!can.addresses)('this machine looks the same to pods, whichever of them goes', async () => {
    const hardware = () =>
      Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .find(({ address }) => address === engine().hostAddress)?.mac;
    const seen: (string | undefined)[] = [];
    await using _last = await Pod.create(engine());
    {
      await using _second = await Pod.create(engine());
      {
        await using _first = await Pod.create(engine());
        seen.push(hardware());
      }
      seen.push(hardware());
    }
    seen.push(hardware());
    expect(seen[0]).toMatch(/^02:/);
    expect(new Set(seen).size).toBe(1);
  });

  test.skipIf(!can.addresses)('pods reach each other', async () => {
    await using server = await Pod.create(engine());
    await using client = await Pod.create(engine());
    await server.start(serve(httpServer));
    await untilListening(server);
    const source = `fetch("${urlOf(server).href}").then((answer) => console.log(answer.status))`;
    const running = await client.start(serve(source));
    expect(await running.exited).toEqual({ code: 0 });
    expect(output.of(client.name)).toEqual(['200']);
  });
}

/** Waits until a pod's program listens on its port. */
async function untilListening({ sandbox }: Pod): Promise<void> {
  await expect.poll(async () => (await sandbox.listening()).ports).toContain(PORT);
}

const httpServer = `
  const sockets = [];
  require("http").createServer(({ method, url, headers, socket }, answer) => {
    if (!sockets.includes(socket)) sockets.push(socket);
    const { "user-agent": agent, connection, host } = headers;
    console.log(JSON.stringify({ method, url, agent, connection, host, socket: sockets.length }));
    if (url.startsWith("/moved")) answer.writeHead(302, { location: "http://elsewhere.example/" }).end();
    else if (url === "/broken") answer.writeHead(200, { "content-length": 10 }).write("1", () => socket.destroy());
    else if (url === "/endless") {
      answer.on("error", () => {});
      const more = () => answer.destroyed || answer.write("x".repeat(1000), () => setImmediate(more));
      more();
    } else answer.end("fine");
  }).listen(process.env.PORT)`;

/** grpc.health.v1.Health, by hand: 1 is SERVING, 2 NOT_SERVING, gRPC status 5 NOT_FOUND. */
const healthServer = `
  const statuses = new Map([["", 1], ["stopping", 2]]);
  require("http2").createServer().on("stream", (stream, headers) => {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
      const body = Buffer.concat(chunks);
      const status = statuses.get(body.subarray(7).toString());
      const known = status !== undefined && headers[":path"] === "/grpc.health.v1.Health/Check";
      if (!known) return stream.respond({ ":status": 200, "grpc-status": "5" }, { endStream: true });
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.from([0, 0, 0, 0, 2, 8, status]));
    });
  }).listen(process.env.PORT)`;
