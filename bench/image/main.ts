/**
 * `npm run bench:image`: size, what a change of code resends, time to start and to build, of images of a service on our
 * runtime, of the shop, of a usual Node service and of one in Go.
 */
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  alternate,
  chosen,
  median,
  middleText,
  runBench,
  scratch,
  seededRandom,
  spread,
  type BenchOptions,
  type Findings,
  type Skipped,
  type Verdict,
} from '../form/index.ts';
import { added, build, copyOf, isSame, total, type Built } from './build.ts';
import { conventional } from './conventional.ts';
import { unpack } from './rootfs.ts';
import { shopServersMissing, startShopServers } from './shop-servers.ts';
import { startMs, type Startable } from './start.ts';
import { subjects, type Subject } from './subjects.ts';

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
  /** Median of the rounds, from the start of the process to the first 200 on its HTTP port, and the least and the most of them. */
  readonly startMs?: number;
  readonly startMsMin?: number;
  readonly startMsMax?: number;
  /** After that change, with what the first build left in the cache. */
  readonly buildMs?: number;
  /** With an empty cache. */
  readonly coldBuildMs?: number;
}

/** The rows that are no project of the command. */
const CONVENTIONAL = 'conventional';
const BARE = 'node-http';
/** How soon a service on our runtime is to start, to node:http. */
const MOST = 2.5;

await runBench<ResultRow>({
  name: 'image',
  packages: ['@seaworthy/runtime'],
  takes: ['seed', 'rounds', 'only'],
  measure,
  columns: (row) => ({
    image: row.name,
    'gzip MB': row.compressedBytes && row.compressedBytes / 1e6,
    'zstd MB': row.zstdBytes && row.zstdBytes / 1e6,
    'redeploy KB': row.redeployBytes && row.redeployBytes / 1e3,
    'of it own KB': row.ownBytes && row.ownBytes / 1e3,
    'start ms': row.startMs && Math.round(row.startMs),
    spread: row.startMsMin && row.startMsMax && `${Math.round(row.startMsMin)}–${Math.round(row.startMsMax)}`,
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
  const { rows: wanted, skipped } = chosen<{ name: string; missing?: string }>(
    [...subjects, { name: CONVENTIONAL }, { name: BARE }],
    only,
  );
  const isWanted = (row: string) => wanted.some(({ name }) => name === row);
  await using servers = new AsyncDisposableStack();
  const rows: ResultRow[] = [];
  const startables = new Map<string, Startable>();
  const cache = scratch();
  let node = process.execPath;
  for (const subject of subjects.filter(({ name }) => isWanted(name))) {
    console.error(`building ${subject.name}`);
    const { row, rootfs } = await measureBuilds(subject, cache, quick);
    rows.push(row);
    const startable = subject.startable(rootfs);
    // The Node of an image also runs what is compared with it, so that only the program differs.
    if (subject.name === 'seaworthy') [node] = startable.command;
    if (subject.stores !== true) startables.set(subject.name, startable);
    else if (shopServersMissing !== '')
      skipped.push({ name: `start of ${subject.name}`, reason: shopServersMissing });
    else {
      const { env } = servers.use(await startShopServers());
      startables.set(subject.name, { ...startable, env });
      await migrate({ ...startable, env });
    }
  }
  if (isWanted(CONVENTIONAL)) await addConventional(rows, startables, skipped);
  if (isWanted(BARE)) {
    rows.push({ name: BARE });
    startables.set(BARE, { command: [node, await plain('bare.ts')] });
  }

  const samples = new Map<string, number[]>([...startables.keys()].map((name) => [name, []]));
  for (const { row, round } of alternate([...startables], rounds, seededRandom(seed))) {
    const [name, startable] = row;
    const ms = await startMs(startable);
    console.error(`round ${round}: ${name} ${Math.round(ms)} ms`);
    samples.get(name)?.push(ms);
  }
  const results = rows.map((row) => Object.assign(row, startOf(samples.get(row.name))));
  return {
    results,
    skipped,
    verdicts: verdictsOf(samples),
    notes: 'The conventional image is counted without the distribution below it, so it is larger in truth.',
  };
}

async function addConventional(
  rows: ResultRow[],
  startables: Map<string, Startable>,
  skipped: Skipped[],
): Promise<void> {
  console.error(`building ${CONVENTIONAL}`);
  try {
    const { layerBytes, sourceBytes, buildMs, folder } = await conventional();
    const compressedBytes = layerBytes.reduce((sum, bytes) => sum + bytes, 0);
    rows.push({ name: CONVENTIONAL, compressedBytes, redeployBytes: sourceBytes, coldBuildMs: buildMs });
    startables.set(CONVENTIONAL, { command: [process.execPath, join(folder, 'main.mjs')] });
  } catch (error) {
    skipped.push({ name: CONVENTIONAL, reason: `npm could not install its packages: ${String(error)}` });
  }
}

/** As the init container does before the first start. */
async function migrate({ command: [program, ...args], env }: Startable): Promise<void> {
  await promisify(execFile)(program, [...args, 'migrate'], { env: { NODE_ENV: 'production', ...env } });
}

function startOf(samples: readonly number[] = []): Pick<ResultRow, 'startMs' | 'startMsMin' | 'startMsMax'> {
  if (samples.length === 0) return {};
  const { median: startMs, min: startMsMin, max: startMsMax } = spread(samples);
  return { startMs, startMsMin, startMsMax };
}

/** By the rounds' own ratios: a machine that is slow for a while is slow for both. */
function verdictsOf(samples: ReadonlyMap<string, readonly number[]>): Verdict[] {
  const bare = samples.get(BARE);
  if (bare === undefined) return [];
  return ['seaworthy', 'seaworthy-shop'].flatMap((name) => {
    const own = samples.get(name);
    if (own === undefined) return [];
    const ratios = own.map((ms, round) => ms / (bare[round] ?? Number.NaN));
    const claim = `start of ${name} / ${BARE} is at most ${MOST}`;
    return { claim, holds: median(ratios) <= MOST, found: middleText(ratios, 2) };
  });
}

/** A program without types as Node reads it at once: to strip them would take longer than to start. */
async function plain(program: string): Promise<string> {
  const path = join(scratch(), 'main.mjs');
  await cp(join(import.meta.dirname, 'programs', program), path);
  return path;
}

async function measureBuilds(
  subject: Subject,
  cache: string,
  quick: boolean,
): Promise<{ row: ResultRow; rootfs: string }> {
  using copy = copyOf(subject.folder);
  const cold = quick ? undefined : await build(copy.folder, scratch());
  const first = await build(copy.folder, cache);
  if (cold !== undefined && !isSame(cold, first))
    throw new Error(`${subject.name}: two builds of one source with caches of their own differ`);
  copy.change(subject.file, subject.line);
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
