import { machine, versionsOf } from './environment.ts';
import { parseOptions, type BenchOptions } from './options.ts';
import { table, type TableRow } from './table.ts';

/** A peer that could not be had here. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What a bench found. */
export interface Findings<Row> {
  /** One row per program and profile, as they go into the JSON. */
  readonly results: readonly Row[];
  readonly skipped: readonly Skipped[];
  /** Text under the table. */
  readonly notes?: string;
}

/** A side-by-side measurement. */
export interface Bench<Row> {
  /** As in `npm run bench:NAME`. */
  readonly name: string;
  /** npm packages whose versions go with the figures. */
  readonly packages: readonly string[];
  /** Measures. @throws when it could not: then nothing is printed as a result. */
  measure(options: BenchOptions): Promise<Findings<Row>>;
  /** A row as people see it. */
  columns(row: Row): TableRow;
}

/**
 * Runs a bench from the command line. Progress goes to standard error, the table to standard output, and with `--json`
 * one object on standard output's last line. A run that could not measure says why and exits 1.
 */
export async function runBench<Row>(bench: Bench<Row>): Promise<void> {
  // Only an exit that is asked for runs the `exit` listeners, which end the children.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  process.setMaxListeners(0);
  try {
    const options = parseOptions(process.argv.slice(2));
    const environment = { machine: machine(), versions: versionsOf(bench.packages) };
    console.error(`bench:${bench.name} --seed ${options.seed}${options.quick ? ' --quick' : ''}`);
    const { results, skipped, notes } = await bench.measure(options);
    console.log(`\n${table(results.map((row) => bench.columns(row)))}\n`);
    for (const { name, reason } of skipped) console.log(`skipped ${name}: ${reason}`);
    if (notes !== undefined) console.log(notes);
    if (!options.json) return;
    const { quick, seed } = options;
    console.log(JSON.stringify({ bench: bench.name, seed, quick, ...environment, results, skipped }));
  } catch (error) {
    console.error(`bench:${bench.name} could not measure:`, error);
    process.exitCode = 1;
  }
}
