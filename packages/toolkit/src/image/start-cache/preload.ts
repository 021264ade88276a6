/**
 * Runs before the service in the build's warm-up: lets it start with nothing around it, sends it a few requests, and writes down
 * what V8 has compiled by then. It imports nothing but Node and what imports no more.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect, Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { asByDefault } from './heap-room.ts';
import { loseDatagrams } from './lost-datagrams.ts';
import { ownHosts } from './own-hosts.ts';

/** What the build tells of the warm-up, in the environment. */
interface WarmUp {
  /** Paths to request once the service listens. */
  readonly paths: readonly string[];
  /** File to write how far it came. */
  readonly report: string;
  /** How long the service may take for each answer. */
  readonly answerWithinMs: number;
}

const told = process.env['SEAWORTHY_WARM_UP'];
const { paths, report, answerWithinMs } = JSON.parse(told ?? '{}') as WarmUp;
delete process.env['SEAWORTHY_WARM_UP'];

const scripts = new Map<string, Script>();
// Names are part of what is written, so they must not be those of this machine.
const warmUp: { folder: string; scripts: typeof scripts; load?: (name: string) => unknown } = {
  folder: '/app/bundle',
  scripts,
};
Object.assign(globalThis, { [Symbol.for('seaworthy.warm-up')]: warmUp });
// What V8's background threads have compiled, or are about to, is marked in what is written, and so is what V8 decided on that for
// later runs: by chance.
for (const flag of ['--no-sparkplug', '--no-profile-guided-optimization']) setFlagsFromString(flag);
stayAlone();
loseDatagrams();
dropBackgroundTimers();
// Its callbacks come when garbage is collected, or when a thread is late: by chance.
PerformanceObserver.prototype.observe = () => {};
// Threads and processes that the service starts inherit this file, but not what the build tells.
if (told !== undefined) {
  onFirstListener((port) => {
    void requestAll(port).then((answered) => finish(answered ? 'served' : 'listening'));
  });
  process.on('uncaughtExceptionMonitor', (error) => {
    // Node itself would print it after the end's listeners, which is too late. What failed stands at its top.
    if (process.listenerCount('uncaughtException') > 0) return;
    writeSync(2, `${inspect(error).split('\n').slice(0, 6).join('\n')}\n`);
  });
  process.on('exit', (code) => finish(code === 0 ? 'ended' : 'failed'));
}

/** Writes the code caches, each tied to its source, and ends the process without the service's own shutdown. */
function finish(reached: 'served' | 'listening' | 'ended' | 'failed'): void {
  loadRest();
  // As by default again, for the flags are part of what the image's Node compares.
  for (const flag of ['--sparkplug', '--profile-guided-optimization', ...asByDefault])
    setFlagsFromString(flag);
  for (const [file, script] of scripts) {
    const sourceHash = createHash('sha256').update(readFileSync(file)).digest('hex');
    const path = `${file}.cache`;
    writeFileSync(path, Buffer.concat([Buffer.from(sourceHash), script.createCachedData()]));
  }
  writeFileSync(report, reached);
  // Not by process.exit, whose listeners are the service's.
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Packages that a service loads only where something is configured (a database, a bucket) would be compiled in each start. They
 * are loaded here at last, where nothing comes of it any more: that one of them throws, or would end the process, is not this
 * warm-up's matter.
 */
function loadRest(): void {
  process.exit = () => {
    throw new Error('A package would end the process');
  };
  const folder = dirname([...scripts.keys()][0] ?? '');
  for (const name of readdirSync(folder)
    .filter((file) => /^vendor.*\.js$/.test(file))
    .toSorted()) {
    try {
      warmUp.load?.(name);
    } catch {
      continue;
    }
  }
}

/** A build must not depend on, or touch, what else is on the network or on this machine. */
function stayAlone(): void {
  const own = new Set<unknown>();
  // Before the service's own listeners, which may connect.
  onListening('prependOnceListener', (place) => own.add(place));
  // oxlint-disable-next-line typescript/unbound-method -- called with its socket below
  const open = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const { host, port, path } = destinationOf(Array.isArray(args[0]) ? (args[0] as unknown[]) : args);
    const isOwn = path ? own.has(path) : ownHosts.has(host) && own.has(port);
    if (isOwn) return Reflect.apply(open, this, args);
    const place = path || `${host}:${port}`;
    process.nextTick(() => this.destroy(new Error(`${place} is out of reach while an image is built`)));
    return this;
  } as typeof open;
}

interface Destination {
  readonly host: string;
  readonly port?: number;
  /** Of a socket in the file system. */
  readonly path?: string | undefined;
}

/** Where `connect` leads, by each way to call it: options, a path, or a port and a host (Node's documentation of net.Socket). */
function destinationOf([first, second]: readonly unknown[]): Destination {
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: string | null; port?: unknown; path?: string };
    return { host: host || 'localhost', port: Number(port), path };
  }
  if (typeof first === 'string' && !(Number(first) >= 0)) return { host: '', path: first };
  return { host: typeof second === 'string' && second !== '' ? second : 'localhost', port: Number(first) };
}

/**
 * A timer that doesn't keep the process alive is housekeeping. Whether it fires before the end depends on the machine's
 * speed, and so would what has been compiled.
 */
function dropBackgroundTimers(): void {
  const probe = setTimeout(() => {}, 0);
  const prototype = Object.getPrototypeOf(probe) as NodeJS.Timeout;
  clearTimeout(probe);
  prototype.unref = function (this: NodeJS.Timeout) {
    clearTimeout(this);
    return this;
  };
}

/** Calls back once, with the port that the main thread's first server listens on. */
function onFirstListener(found: (port: number) => void): void {
  let first = true;
  // After those of the service that stood there before: what it does then comes before the requests.
  onListening('once', (place) => {
    if (!first || typeof place === 'string') return;
    first = false;
    found(place);
  });
}

/** Calls back with each port, or socket in the file system, that this thread listens on. */
function onListening(add: 'once' | 'prependOnceListener', found: (place: number | string) => void): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its server below
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    this[add]('listening', () => {
      const address = this.address();
      if (address !== null) found(typeof address === 'string' ? address : address.port);
    });
    return Reflect.apply(listen, this, args);
  } as typeof listen;
}

async function requestAll(port: number): Promise<boolean> {
  let answered = true;
  for (const path of paths) answered = (await request(port, path)) && answered;
  return answered;
}

/**
 * One plain HTTP/1.1 request. True where anything was answered. Only then, or where the answer takes too long, is the connection
 * closed on this side: Node's server drops a request whose client has done so.
 */
function request(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    let bytes = 0;
    const socket = connect(port, '127.0.0.1');
    const tooLong = setTimeout(() => socket.destroy(), answerWithinMs);
    socket.on('data', (chunk) => (bytes += chunk.length));
    socket.on('error', () => resolve(false));
    socket.on('close', () => {
      clearTimeout(tooLong);
      resolve(bytes > 0);
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  });
}
