/** `npm run bench:load`: requests a second of one core, the rehearsal's load and what one would pick instead. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  alternate,
  chosen,
  endWithThisProcess,
  median,
  runBench,
  seededRandom,
  SERVER_CORE,
  spread,
  type BenchOptions,
  type Findings,
  type Skipped,
} from '../form/index.ts';
import type { Asked } from './asked.ts';
import { autocannon, seaworthy, wrk, type Generator } from './generators.ts';

/** Medians of the rounds. */
interface ResultRow extends Asked {
  readonly name: string;
  readonly rpsMin: number;
  readonly rpsMax: number;
}

await runBench<ResultRow>({
  name: 'load',
  packages: ['seaworthy', 'autocannon'],
  takes: ['seed', 'rounds', 'only'],
  measure,
  columns: ({ name, rps, rpsMin, rpsMax, lost, cpuMicros, atLeast = false }) => ({
    name,
    rps: `${atLeast ? '≥ ' : ''}${Math.round(rps)}`,
    range: `${Math.round(rpsMin)}–${Math.round(rpsMax)}`,
    lost,
    cpuMicros: cpuMicros.toFixed(1),
  }),
});

async function measure(options: BenchOptions): Promise<Findings<ResultRow>> {
  if (availableParallelism() < 2) throw new Error('The generator and its server need a core each');
  const { rows, skipped } = rowsOf(options);
  const [rounds, seconds] = options.quick ? [2, 2] : [5, 5];
  const server = spawn('taskset', ['-c', String(SERVER_CORE), process.execPath, path('stub.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithThisProcess(server);
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const turns = alternate(rows, options.rounds ?? rounds, seededRandom(options.seed));
    for (const { row, round } of turns) {
      console.error(`round ${round}: ${row.name}`);
      row.asked.push(await row.generator(Number(port), seconds));
    }
  } finally {
    server.kill('SIGKILL');
  }
  return { results: rows.map(resultRow), skipped };
}

interface Row {
  readonly name: string;
  readonly generator: Generator;
  readonly asked: Asked[];
  /** Why it can't be had here. */
  readonly missing?: string;
}

function rowsOf({ quick, only }: BenchOptions): { rows: Row[]; skipped: Skipped[] } {
  const rates = quick
    ? [5000, 15_000, 25_000]
    : [5000, 10_000, 15_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000, 80_000, 100_000];
  const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
  const all: Row[] = [
    { name: 'seaworthy', generator: seaworthy(rates), asked: [] },
    { name: 'autocannon', generator: autocannon, asked: [] },
    { name: 'wrk', generator: wrk, asked: [], ...(!hasWrk && { missing: 'it is not on the PATH' }) },
  ];
  return chosen(all, only);
}

function resultRow({ name, asked }: Row): ResultRow {
  const rps = spread(asked.map((one) => one.rps));
  return {
    name,
    rps: rps.median,
    rpsMin: rps.min,
    rpsMax: rps.max,
    lost: asked.reduce((sum, one) => sum + one.lost, 0),
    cpuMicros: median(asked.map((one) => one.cpuMicros)),
    atLeast: asked.some(({ atLeast }) => atLeast),
  };
}

function path(file: string): string {
  return fileURLToPath(new URL(`programs/${file}`, import.meta.url));
}
