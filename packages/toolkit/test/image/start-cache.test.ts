import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { bundleNode, loaderChunk, programFiles, type Program } from '../../src/image/bundle/index.ts';
import { digestOf } from '../../src/image/cache/index.ts';
import { warmUp } from '../../src/image/start-cache/index.ts';
import { projectFolder, serviceProject } from './service-project.ts';

test('two builds in two folders keep the same bytes, of a service that served', async () => {
  const [one, other] = [
    await warm(serviceProject()),
    await warm(serviceProject(), { TZ: 'Asia/Tokyo', LANG: 'de_DE' }),
  ];
  expect(one.reached).toBe('served');
  expect([...one.caches.keys()]).toContain('bundle/vendor.js.cache');
  expect([...one.caches.keys()], 'every change of code would resend it').not.toContain('bundle/app.js.cache');
  for (const [path, cache] of one.caches) expect(other.caches.get(path)?.equals(cache), path).toBe(true);
});

test('what a background thread of V8 has got to makes no difference', async () => {
  const functions = Array.from({ length: 300 }, (_, at) => `(a) => { let b = a; b += ${at}; return b * 2; }`);
  const root = projectFolder({
    'main.ts': `import { work } from 'hot'; console.log(work());`,
    'node_modules/hot/package.json': `{ "name": "hot", "version": "1.0.0", "type": "module" }`,
    'node_modules/hot/index.js': `
      const all = [${functions.join(',\n')}];
      export function work() {
        let sum = 0;
        for (let round = 0; round < 400; round += 1) for (const one of all) sum += one(round);
        return sum;
      }`,
  });
  const program = await programOf(root, 'main.ts');
  const builds = await Promise.all(
    Array.from({ length: 8 }, () => warmUp(program, { node: process.execPath, settings: {} })),
  );
  const digests = builds.map(({ caches }) => digestOf(caches.get('bundle/vendor.js.cache') ?? Buffer.of()));
  expect(new Set(digests).size).toBe(1);

  expect(isTaken(program, builds[0]?.caches), 'Node takes it').toBe(true);
});

test('how hot a function became makes no difference', async () => {
  const root = projectFolder({
    'main.ts': `import { work } from 'hot'; work(Number(process.argv[2]));`,
    'node_modules/hot/package.json': `{ "name": "hot", "version": "1.0.0", "type": "module" }`,
    'node_modules/hot/index.js': `
      const add = (a, b) => { let sum = a; for (let at = 0; at < b; at += 1) sum += at; return sum; };
      export function work(rounds) { let sum = 0; for (let at = 0; at < rounds; at += 1) sum = add(sum, 10); return sum; }`,
  });
  const program = await programOf(root, 'main.ts');
  const cacheAfter = async (rounds: string) => {
    const { caches } = await warmUp(program, { node: process.execPath, settings: { args: [rounds] } });
    return digestOf(caches.get('bundle/vendor.js.cache') ?? Buffer.of());
  };
  expect(await cacheAfter('1000000')).toBe(await cacheAfter('10'));
});

test('no memory is collected that a background thread would free by chance, and Node takes what was kept', async () => {
  const root = projectFolder({
    'main.ts': `
      import { GCProfiler } from 'node:v8';
      import { work } from 'wasteful';
      const profiler = new GCProfiler();
      profiler.start();
      work();
      console.error('collections:', profiler.stop().statistics.length);`,
    'node_modules/wasteful/package.json': `{ "name": "wasteful", "version": "1.0.0", "type": "module" }`,
    'node_modules/wasteful/index.js': `
      export const work = () => Array.from({ length: 400_000 }, (_, at) => [at, { at }]).length;`,
  });
  const program = await programOf(root, 'main.ts');
  const { caches, said } = await warmUp(program, { node: process.execPath, settings: {} });
  expect(said).toContain('collections: 0');
  expect(isTaken(program, caches)).toBe(true);
});

test('Node takes what was kept, and the program does what its source says even beside an old cache', async () => {
  const root = projectFolder({
    'main.ts': `import { text } from 'told'; console.log(text());`,
    'node_modules/told/package.json': `{ "name": "told", "version": "1.0.0", "type": "module" }`,
    'node_modules/told/index.js': `export const text = () => 'old code';`,
  });
  const program = await programOf(root, 'main.ts');
  const { caches, reached } = await warmUp(program, { node: process.execPath, settings: {} });
  expect(reached).toBe('ended');
  const folder = written(program, caches);
  expect(run(folder)).toBe('old code');

  const vendor = join(folder, 'bundle/vendor.js');
  const source = readFileSync(vendor, 'utf8');
  writeFileSync(vendor, source.replace('old code', 'new code'));
  expect(run(folder), 'of the same length, so V8 itself would take the cache').toBe('new code');

  // As of another V8: what it refuses is compiled.
  writeFileSync(vendor, source);
  const cache = readFileSync(`${vendor}.cache`);
  writeFileSync(`${vendor}.cache`, cache.fill(0, 64));
  expect(run(folder)).toBe('old code');
});

test('packages that the service loads only where something is configured are kept, too', async () => {
  const root = projectFolder({
    'main.ts': `
      const { text } = process.env.STORE === undefined ? { text: () => 'embedded' } : await import('store');
      if (process.env.FAULT) await import('fault');
      console.log(text());`,
    'node_modules/store/package.json': `{ "name": "store", "version": "1.0.0", "type": "module" }`,
    'node_modules/store/index.js': `export const text = () => 'stored';`,
    'node_modules/fault/package.json': `{ "name": "fault", "version": "1.0.0", "type": "module" }`,
    'node_modules/fault/index.js': `export default process.exit(7);`,
  });
  const program = await programOf(root, 'main.ts');
  const { caches, reached } = await warmUp(program, { node: process.execPath, settings: {} });
  expect(reached, 'whatever a package does that the service did not load').toBe('ended');
  expect([...caches.keys()]).toContain('bundle/vendor-store.js.cache');
});

test('a service that waits for its surroundings is not half kept', async () => {
  const root = projectFolder({ 'main.ts': `setInterval(() => {}, 1000);` });
  const { caches, reached } = await warmUp(await programOf(root, 'main.ts'), {
    node: process.execPath,
    settings: {},
    patienceMs: 500,
  });
  expect({ reached, size: caches.size }).toEqual({ reached: 'nothing', size: 0 });
});

test('a build reaches nothing outside this machine', async () => {
  const root = projectFolder({
    'main.ts': `
      import { connect } from 'node:net';
      connect(80, '192.0.2.1').on('error', (error) => process.exit(/out of reach/.test(error.message) ? 0 : 1));`,
  });
  const { reached } = await warmUp(await programOf(root, 'main.ts'), {
    node: process.execPath,
    settings: {},
  });
  expect(reached).toBe('ended');
});

test.each([
  'new Socket().connect(port, host)',
  'new Socket().connect(String(port), host)',
  'new Socket().connect({ port, host })',
  'createConnection(port, host)',
  'connect({ port, host })',
])('a build does not reach another host by %s', async (call) => {
  const server = createServer((socket) => socket.end());
  const reachedBy = vi.fn<() => void>();
  server.on('connection', reachedBy);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const root = projectFolder({
    // This machine by an address that does not say so.
    'main.ts': `
      import { connect, createConnection, Socket } from 'node:net';
      const [port, host] = [${port}, '0.0.0.0'];
      ${call}.on('error', () => process.exit()).on('connect', () => process.exit());`,
  });
  const program = await programOf(root, 'main.ts');
  const { reached } = await warmUp(program, { node: process.execPath, settings: {} });
  server.close();
  expect(reached).toBe('ended');
  expect(reachedBy).not.toHaveBeenCalled();
});

async function warm(root: string, env: Readonly<Record<string, string>> = {}) {
  const program = await programOf(root, 'src/main.ts');
  return warmUp(program, { node: process.execPath, settings: { env } });
}

async function programOf(root: string, entry: string): Promise<Program> {
  const bundle = await bundleNode({
    root,
    entry: join(root, entry),
    conditions: ['seaworthy-source'],
    external: [],
    exclude: [],
  });
  return programFiles(bundle, await loaderChunk(), { name: 'greeter', version: '1.0.0' });
}

function written({ vendor, app }: Program, caches: ReadonlyMap<string, Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-app-'));
  for (const [path, content] of [...vendor, ...app, ...caches]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function run(folder: string): string {
  return execFileSync(process.execPath, [join(folder, 'main.js')])
    .toString()
    .trim();
}

test('a service that ends with an error is told from one that ends by itself', async () => {
  const reachedBy = async (source: string) => {
    const root = projectFolder({ 'main.ts': source });
    const program = await programOf(root, 'main.ts');
    return (await warmUp(program, { node: process.execPath, settings: {} })).reached;
  };
  expect(await reachedBy('process.exitCode = 78;')).toBe('failed');
  expect(await reachedBy(`throw new Error('no address');`)).toBe('failed');
  expect(await reachedBy('export {};')).toBe('ended');
});

/** Whether V8 takes the cache of what the packages are. */
function isTaken({ vendor }: Program, caches: ReadonlyMap<string, Buffer> | undefined): boolean {
  const source = vendor.get('bundle/vendor.js')?.toString();
  const kept = caches?.get('bundle/vendor.js.cache');
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
    // After the source's hash.
    { cachedData: kept?.subarray(64) },
  );
  return script.cachedDataRejected === false;
}
