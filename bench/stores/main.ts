/** `npm run bench:stores`: what the stores cost, ours and what users would pick instead. */
import {
  alternate,
  checkNames,
  median,
  runBench,
  seededRandom,
  spread,
  type BenchOptions,
  type Findings,
} from '../form/index.ts';
import { cachePart } from './cache.ts';
import { sessionsPart } from './sessions/index.ts';
import { timed, type Sample } from './timed.ts';
import type { Contender, Part } from './part.ts';

/** What is compared with what. */
const parts: readonly Part[] = [cachePart, sessionsPart];

interface ResultRow {
  readonly name: string;
  readonly operation: string;
  /** Microseconds an operation took: medians over the rounds. */
  readonly micros: number;
  readonly microsMin: number;
  readonly microsMax: number;
  /** Of this process’s CPU. */
  readonly cpuMicros: number;
  /** The median over rounds of its time divided by ours in the same round; above 1 it is slower. */
  readonly toSeaworthy: number;
}

await runBench<ResultRow>({
  name: 'stores',
  packages: [...new Set(['@seaworthy/runtime', ...parts.flatMap(({ packages }) => packages)])],
  takes: ['seed', 'rounds', 'only'],
  measure: measureAll,
  columns: ({ operation, name, micros, microsMin, microsMax, cpuMicros, toSeaworthy }) => ({
    operation,
    name,
    µs: micros.toFixed(2),
    spread: `${microsMin.toFixed(2)}–${microsMax.toFixed(2)}`,
    'CPU µs': cpuMicros.toFixed(2),
    'to ours': toSeaworthy.toFixed(2),
  }),
});

async function measureAll(options: BenchOptions): Promise<Findings<ResultRow>> {
  await using opened = new AsyncDisposableStack();
  const open = [];
  for (const part of parts) open.push(opened.use(await part.open()));
  const all = open.flatMap((part) => part.contenders);
  checkNames(
    options.only,
    all.flatMap(({ name, operation }) => [name, operation]),
  );
  const contenders = all.filter(
    ({ name, operation }) => options.only?.some((it) => it === name || it === operation) ?? true,
  );
  const samples = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]));
  const rounds = options.rounds ?? (options.quick ? 5 : 15);
  // The first round warms up: it is not counted.
  for (const { row, round } of alternate(contenders, rounds + 1, seededRandom(options.seed))) {
    const sample = await timed(row, options.quick ? row.quickCount : row.count);
    if (round > 1) samples.get(row)?.push(sample);
    console.error(`round ${round - 1}: ${row.name}, ${row.operation}: ${sample.micros.toFixed(2)} µs`);
  }
  const results = contenders.map((contender) => resultRow(contender, samples));
  return { results, skipped: open.flatMap(({ skipped }) => skipped) };
}

function resultRow(
  { name, operation }: Contender,
  samples: ReadonlyMap<Contender, readonly Sample[]>,
): ResultRow {
  const of = (wanted: string) =>
    [...samples].find(([it]) => it.name === wanted && it.operation === operation)?.[1] ?? [];
  const [own, ours] = [of(name), of('seaworthy')];
  const { median: micros, min, max } = spread(own.map((sample) => sample.micros));
  return {
    name,
    operation,
    micros,
    microsMin: min,
    microsMax: max,
    cpuMicros: median(own.map((sample) => sample.cpuMicros)),
    toSeaworthy: median(own.map((sample, round) => sample.micros / (ours[round]?.micros ?? Number.NaN))),
  };
}
