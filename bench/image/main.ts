/**
 * `npm run bench:image`: size, what a change of code resends, time to start and to build, of images of a service on our
 * runtime, of the shop, of a usual Node service and of one in Go.
 */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  alternate,
  goVersion,
  median,
  runBench,
  seededRandom,
  type BenchOptions,
  type Findings,
  type Skipped,
} from '../form/index.ts';
import { added, build, copyOf, isSame, total, type Built } from './build.ts';
import { conventional } from './conventional.ts';
import { unpack } from './rootfs.ts';
import { startMs, type Startable } from './start.ts';
import { scratch } from './scratch.ts';

interface ResultRow {
  readonly name: string;
  /** What a registry or a node without any of it has to take. */
  readonly compressedBytes?: number;
  /** The same packed with zstd. */
  readonly zstdBytes?: number;
  /** What it has to take after a change of one line of code. */
  readonly redeployBytes?: number;
  /** How much of that is the program's own file, packed by itself: all else is what we add to it. */
  readonly ownBytes?: number;
  /** Median of the rounds, from the start of the process to its first answer. */
  readonly startMs?: number;
  /** After that change, with what the first build left in the cache. */
  readonly buildMs?: number;
  /** With an empty cache. */
  readonly coldBuildMs?: number;
}

/** A project that the command builds. */
interface Subject {
  readonly name: string;
  readonly folder: string;
  /** The file that is changed, and by what. */
  readonly file: string;
  readonly line: string;
  /** The file of the image that holds the project's own code. */
  readonly own: string;
  readonly startable: (rootfs: string) => Startable;
}

const programs = join(import.meta.dirname, 'programs');
const node = (rootfs: string): Startable => ({
  command: [join(rootfs, 'usr/local/bin/node'), join(rootfs, 'app/main.js')],
});
/** Where nobody listens. */
const NOWHERE = '127.0.0.1:9';
const subjects: readonly Subject[] = [
  {
    name: 'seaworthy',
    folder: join(programs, 'service'),
    file: 'main.ts',
    line: `console.error('changed');`,
    own: 'app/bundle/app.js',
    startable: (rootfs) => node(rootfs),
  },
  {
    // It has no servers here, and waits for its database; so it is asked whether it lives.
    name: 'seaworthy-shop',
    folder: join(import.meta.dirname, '../../services/shop'),
    file: 'src/main.ts',
    line: `console.error('changed');`,
    own: 'app/bundle/app.js',
    startable: (rootfs) => ({
      ...node(rootfs),
      livez: true,
      env: {
        DATABASE_URL: `postgres://${NOWHERE}/shop`,
        REDIS_URL: `redis://${NOWHERE}`,
        S3_ENDPOINT: `http://${NOWHERE}`,
        SHOP_SESSION_KEYS: 'of the bench alone: it signs nothing',
      },
    }),
  },
  {
    name: 'go',
    folder: join(programs, 'go'),
    file: 'main.go',
    line: `func init() { println("changed") }`,
    own: 'usr/local/bin/image-bench',
    startable: (rootfs) => ({ command: [join(rootfs, 'usr/local/bin/image-bench')] }),
  },
];

await runBench<ResultRow>({
  name: 'image',
  packages: ['fastify', 'prom-client'],
  measure,
  columns: (row) => ({
    image: row.name,
    'gzip MB': row.compressedBytes && row.compressedBytes / 1e6,
    'zstd MB': row.zstdBytes && row.zstdBytes / 1e6,
    'redeploy KB': row.redeployBytes && row.redeployBytes / 1e3,
    'of it own KB': row.ownBytes && row.ownBytes / 1e3,
    'start ms': row.startMs,
    'build ms': row.buildMs,
    'cold build ms': row.coldBuildMs,
  }),
});

async function measure({
  quick,
  seed,
  only,
  rounds = quick ? 5 : 20,
}: BenchOptions): Promise<Findings<ResultRow>> {
  const skipped: Skipped[] = goVersion() === undefined ? [{ name: 'go', reason: 'Go is not installed' }] : [];
  const rows: ResultRow[] = [];
  const startables = new Map<string, Startable>();
  const cache = scratch();
  for (const subject of subjects) {
    if (skipped.some(({ name }) => name === subject.name) || only?.includes(subject.name) === false) continue;
    console.error(`building ${subject.name}`);
    const { row, rootfs } = await measureBuilds(subject, cache, quick);
    rows.push(row);
    startables.set(subject.name, subject.startable(rootfs));
    // The same Node as in the image, so that only the program differs.
    if (subject.name === 'seaworthy')
      startables.set('node-http', {
        command: [join(rootfs, 'usr/local/bin/node'), await plain('bare.ts')],
      });
  }
  if (only?.includes('conventional') !== false) {
    console.error('building conventional');
    const usual = await conventional();
    rows.push({
      name: 'conventional',
      compressedBytes: usual.layerBytes.reduce((sum, bytes) => sum + bytes, 0),
      redeployBytes: usual.sourceBytes,
      coldBuildMs: usual.buildMs,
    });
    startables.set('conventional', { command: [process.execPath, join(usual.folder, 'main.mjs')] });
  }
  if (startables.has('node-http')) rows.push({ name: 'node-http' });

  const samples = new Map<string, number[]>();
  for (const { row: name } of alternate([...startables.keys()], rounds, seededRandom(seed))) {
    const startable = startables.get(name);
    if (startable !== undefined) samples.set(name, [...(samples.get(name) ?? []), await startMs(startable)]);
  }
  const results = rows.map((row) => Object.assign(row, { startMs: median(samples.get(row.name) ?? []) }));
  return { results, skipped, notes: notes(results) };
}

/** A program without types as Node reads it at once: to strip them would take longer than to start. */
async function plain(program: string): Promise<string> {
  const path = join(scratch(), 'main.mjs');
  await cp(join(programs, program), path);
  return path;
}

async function measureBuilds(
  subject: Subject,
  cache: string,
  quick: boolean,
): Promise<{ row: ResultRow; rootfs: string }> {
  await using copy = await copyOf(subject.folder);
  const cold = quick ? undefined : await build(copy.folder, scratch());
  const first = await build(copy.folder, cache);
  if (cold !== undefined && !isSame(cold, first))
    throw new Error(`${subject.name}: two builds of one source with caches of their own differ`);
  await copy.change(subject.file, subject.line);
  const second = await build(copy.folder, cache);
  const zstd: Built | undefined = quick ? undefined : await build(copy.folder, cache, ['--zstd']);
  const rootfs = unpack(second.layout);
  const row = {
    name: subject.name,
    compressedBytes: total(first),
    redeployBytes: added(first, second),
    ownBytes: gzipSync(await readFile(join(rootfs, subject.own)), { level: 9 }).length,
    buildMs: second.ms,
    ...(zstd === undefined ? {} : { zstdBytes: total(zstd) }),
    ...(cold === undefined ? {} : { coldBuildMs: cold.ms }),
  };
  return { row, rootfs };
}

function notes(results: readonly ResultRow[]): string {
  const start = (wanted: string) => results.find(({ name }) => name === wanted)?.startMs ?? Number.NaN;
  const ratio = start('seaworthy') / start('node-http');
  return [
    ...(Number.isNaN(ratio) ? [] : [`Ours starts in ${ratio.toFixed(2)} times what node:http alone takes.`]),
    'The conventional image is counted without the distribution below it, so it is larger in truth.',
  ].join('\n');
}
